//! One file per flow; every test ends with the invariants of the whole state.

mod deposit;
