//! Changes of the storage layout, one module per version that they lead to.
//!
//! A runtime lists those that it has not had yet in its `Executive`, oldest first. Each is wrapped
//! in `VersionedMigration`: it runs once, on the version that it starts from, and sets the next.

pub mod v2;
