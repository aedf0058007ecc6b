//! The Estuary validator: a BABE and GRANDPA node around the Estuary runtime.
//!
//! - `cli`: what can be written on the command line;
//! - `command`: what each subcommand does;
//! - `chain_spec`: the chains that this binary knows;
//! - `service`: the running node, put together from its parts;
//! - `rpc`: the RPC methods that the node adds to the SDK's own.

#![allow(clippy::result_large_err, reason = "the SDK's errors are what they are")]

mod chain_spec;
mod cli;
mod command;
mod rpc;
mod service;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			// Returned from `main`, the error would be shown in its debug form.
			eprintln!("Error: {error}");
			ExitCode::FAILURE
		},
	}
}
