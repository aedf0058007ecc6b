//! Executes the runtime, and says in words that a transaction cannot be read.
//!
//! The bytes of a transaction are decoded by the runtime alone: a node is older or newer than the
//! runtime of its chain at times. If they are no transaction the runtime panics, which the SDK
//! hands on to whoever sent them as a trap with a backtrace of the WebAssembly.

use sc_executor::{
	error::{Error, Result},
	RuntimeVersion, RuntimeVersionOf, WasmExecutor,
};
use sc_service::Configuration;
use sp_core::traits::{CallContext, CodeExecutor, Externalities, ReadRuntimeVersion, RuntimeCode};

const LOG_TARGET: &str = "runtime";
/// What the transaction pool asks of the runtime about each transaction.
const VALIDATE: &str = "TaggedTransactionQueue_validate_transaction";

/// Executes the runtime's WebAssembly.
#[derive(Clone)]
pub struct Executor(WasmExecutor<sp_io::SubstrateHostFunctions>);

impl Executor {
	/// What runs the runtime as `config` says.
	pub fn new(config: &Configuration) -> Self {
		Executor(sc_service::new_wasm_executor(&config.executor))
	}
}

impl CodeExecutor for Executor {
	type Error = Error;

	fn call(
		&self,
		ext: &mut dyn Externalities,
		runtime_code: &RuntimeCode,
		method: &str,
		data: &[u8],
		context: CallContext,
	) -> (Result<Vec<u8>>, bool) {
		let (result, native) = self.0.call(ext, runtime_code, method, data, context);
		(result.map_err(|error| in_words(method, error)), native)
	}
}

impl ReadRuntimeVersion for Executor {
	fn read_runtime_version(
		&self,
		wasm_code: &[u8],
		ext: &mut dyn Externalities,
	) -> std::result::Result<Vec<u8>, String> {
		self.0.read_runtime_version(wasm_code, ext)
	}
}

impl RuntimeVersionOf for Executor {
	fn runtime_version(
		&self,
		ext: &mut dyn Externalities,
		runtime_code: &RuntimeCode,
	) -> Result<RuntimeVersion> {
		self.0.runtime_version(ext, runtime_code)
	}
}

/// What is told of `error` when `method` was called. Where a transaction is validated, a panic of
/// the runtime is told without its backtrace, which the log has (`-lruntime=debug`).
fn in_words(method: &str, error: Error) -> Error {
	match error {
		Error::AbortedDueToPanic(trace) | Error::AbortedDueToTrap(trace) if method == VALIDATE => {
			log::debug!(target: LOG_TARGET, "A transaction cannot be read: {trace}");
			Error::Other(
				"the runtime cannot read the transaction: it is malformed, or made for another \
				 version of the runtime"
					.into(),
			)
		},
		error => error,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sc_executor::error::{Backtrace, MessageWithBacktrace};

	fn trap() -> Error {
		Error::AbortedDueToTrap(MessageWithBacktrace {
			message: "wasm trap: unreachable".into(),
			backtrace: Some(Backtrace { backtrace_string: "error while executing".into() }),
		})
	}

	#[test]
	fn unreadable_transaction_should_be_told_without_a_backtrace() {
		let told = in_words(VALIDATE, trap()).to_string();
		assert_eq!(
			told,
			"Other: the runtime cannot read the transaction: it is malformed, or made for another \
			 version of the runtime",
		);
	}

	#[test]
	fn other_errors_should_be_told_in_full() {
		let told = in_words("Core_execute_block", trap()).to_string();
		assert!(told.contains("error while executing"), "{told}");
		let told = in_words(VALIDATE, Error::InvalidReturn).to_string();
		assert_eq!(told, Error::InvalidReturn.to_string());
	}
}
