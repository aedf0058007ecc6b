//! Whether a validator's machine keeps up with the runtime's weights.

use sc_service::{ChainType, Configuration, TaskManager};
use sc_sysinfo::{HwBench, Metric, Requirement, Requirements, Throughput};
use sc_telemetry::TelemetryHandle;

/// The throughput in MiB/s that the SDK's reference machine reaches. The runtime's weights hold on
/// a machine of this kind: on a slower one a full block may take longer than its slot allows.
///
/// Hashing on many cores at once, which the SDK measures too, is not asked for: no part of this
/// chain runs in parallel.
const REFERENCE: [(Metric, f64); 4] = [
	(Metric::Blake2256, 1_000.0),
	(Metric::MemCopy, 11_768.3),
	(Metric::DiskSeqWrite, 950.0),
	(Metric::DiskRndWrite, 420.0),
];

fn requirements() -> Requirements {
	Requirements(
		REFERENCE
			.iter()
			.map(|&(metric, mibs)| Requirement {
				metric,
				minimum: Throughput::from_mibs(mibs),
				validator_only: false,
			})
			.collect(),
	)
}

/// Measure the machine if it is a validator's. This takes about a second.
///
/// Validators of development and local chains share a machine, and measured at the same time they
/// would only slow each other down.
pub fn measure_validator(config: &Configuration) -> Option<HwBench> {
	let shared =
		matches!(config.chain_spec.chain_type(), ChainType::Development | ChainType::Local);
	if shared || !config.role.is_authority() {
		return None;
	}

	let database = config.database.path().filter(|path| {
		std::fs::create_dir_all(path)
			.inspect_err(|error| log::warn!("The disk is not measured: {error}"))
			.is_ok()
	});
	Some(sc_sysinfo::gather_hwbench(database, &requirements()))
}

/// Show what was measured, warn if it is too little, and send it to the telemetry.
pub fn report(measured: HwBench, telemetry: Option<TelemetryHandle>, task_manager: &TaskManager) {
	sc_sysinfo::print_hwbench(&measured);
	if let Err(failures) = requirements().check_hardware(&measured, true) {
		log::warn!("⚠️  This machine is slower than a validator's should be: {failures}");
	}

	if let Some(telemetry) = telemetry {
		task_manager.spawn_handle().spawn(
			"telemetry-hardware",
			None,
			sc_sysinfo::initialize_hwbench_telemetry(telemetry, measured),
		);
	}
}
