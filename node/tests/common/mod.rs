//! The built binary, run as a user would run it.

#![allow(dead_code, reason = "each test file uses its own part")]

use serde_json::{json, Value};
use std::{
	fs::{self, File},
	io::{Read, Write},
	net::{TcpListener, TcpStream},
	path::{Path, PathBuf},
	process::{Child, Command, ExitStatus, Output, Stdio},
	thread::sleep,
	time::{Duration, Instant},
};

/// The node's binary with `args`.
pub fn estuary<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Command {
	let mut command = Command::new(env!("CARGO_BIN_EXE_estuary-node"));
	command.args(args);
	command
}

/// Run the binary to its end.
pub fn run<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Output {
	estuary(args).stdin(Stdio::null()).output().expect("the binary starts")
}

/// Run the binary to its end, which must be a success, and take what it prints.
pub fn succeed<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> String {
	let output = run(args);
	let errors = String::from_utf8_lossy(&output.stderr);
	assert!(output.status.success(), "{errors}");
	String::from_utf8(output.stdout).expect("text")
}

/// Run the binary to its end, which must be an error and no panic, and take its message.
pub fn fail<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> String {
	let output = run(args);
	let errors = String::from_utf8_lossy(&output.stderr).into_owned();
	assert_eq!(output.status.code(), Some(1), "{errors}");
	assert!(errors.contains("Error: "), "{errors}");
	assert!(!errors.contains("panicked"), "{errors}");
	errors
}

/// A directory of its own for a test, gone when the test is over.
pub struct Scratch(PathBuf);

impl Scratch {
	/// An empty directory.
	pub fn new(name: &str) -> Self {
		let path =
			Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
		fs::create_dir_all(&path).expect("the target directory can be written");
		Self(path)
	}

	/// The path of `name` in it.
	pub fn path(&self, name: &str) -> String {
		self.0.join(name).to_str().expect("a UTF-8 path").into()
	}

	/// A file in it.
	pub fn write(&self, name: &str, content: &str) -> String {
		let path = self.path(name);
		fs::write(&path, content).expect("the directory can be written");
		path
	}
}

impl Drop for Scratch {
	fn drop(&mut self) {
		fs::remove_dir_all(&self.0).ok();
	}
}

/// A running node. It is killed if a test ends before it is stopped.
pub struct Node {
	child: Child,
	rpc_port: u16,
	log: String,
}

impl Node {
	/// Start a node that other tests do not get in the way of.
	pub fn start(log: &str, args: &[&str]) -> Self {
		let rpc_port = free_port();
		let child = estuary(args)
			.args(["--rpc-port", &rpc_port.to_string(), "--port", &free_port().to_string()])
			.args(["--no-prometheus", "--no-telemetry", "--no-mdns"])
			.stdin(Stdio::null())
			.stdout(Stdio::null())
			.stderr(File::create(log).expect("the log can be written"))
			.spawn()
			.expect("the binary starts");
		Self { child, rpc_port, log: log.into() }
	}

	/// The result of an RPC method.
	pub fn call(&self, method: &str, params: Value) -> Result<Value, String> {
		let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
		let mut response: Value = post(self.rpc_port, &request.to_string())
			.map_err(|error| error.to_string())
			.and_then(|body| serde_json::from_str(&body).map_err(|error| error.to_string()))?;
		match response.get("error") {
			Some(error) => Err(error.to_string()),
			None => Ok(response["result"].take()),
		}
	}

	/// The number of the last finalised block.
	pub fn finalised(&self) -> Result<u64, String> {
		let hash = self.call("chain_getFinalizedHead", json!([]))?;
		let header = self.call("chain_getHeader", json!([hash]))?;
		let number = header["number"].as_str().ok_or("a header without a number")?;
		u64::from_str_radix(number.trim_start_matches("0x"), 16).map_err(|error| error.to_string())
	}

	/// Wait until block `number` is finalised.
	pub fn wait_for_finalised(&mut self, number: u64) {
		const PATIENCE: Duration = Duration::from_secs(240);

		let start = Instant::now();
		while self.finalised().map_or(true, |finalised| finalised < number) {
			let ended = self.child.try_wait().expect("the node is a child process");
			assert!(ended.is_none(), "the node ended\n{}", self.log());
			assert!(start.elapsed() < PATIENCE, "block {number} is not final\n{}", self.log());
			sleep(Duration::from_millis(500));
		}
	}

	/// Ask the node to end, as a service manager does, and wait for it.
	pub fn stop(mut self) -> ExitStatus {
		let pid = self.child.id().to_string();
		Command::new("kill").args(["-TERM", &pid]).status().expect("kill is there");
		self.child.wait().expect("the node is a child process")
	}

	fn log(&self) -> String {
		fs::read_to_string(&self.log).unwrap_or_default()
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		// Both fail if the node has ended already.
		self.child.kill().ok();
		self.child.wait().ok();
	}
}

fn free_port() -> u16 {
	TcpListener::bind(("127.0.0.1", 0))
		.and_then(|listener| listener.local_addr())
		.expect("a port is free")
		.port()
}

fn post(port: u16, body: &str) -> std::io::Result<String> {
	let mut stream = TcpStream::connect(("127.0.0.1", port))?;
	stream.set_read_timeout(Some(Duration::from_secs(60)))?;
	write!(
		stream,
		"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
		 Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
		body.len(),
	)?;
	let mut response = String::new();
	stream.read_to_string(&mut response)?;
	Ok(response.split_once("\r\n\r\n").map(|(_, body)| body.into()).unwrap_or_default())
}
