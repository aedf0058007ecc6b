#!/usr/bin/env bash
# Brings a Debian or Ubuntu machine that has rustup and Node 20 to where `make demo` and
# `make test` can run. Installs what is missing and nothing else; with all in place it only looks.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ESTUARY_ROOT"

WASM_TARGET=wasm32v1-none
# How long rustup may try before the fallback is taken.
RUSTUP_SECONDS=300

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        die "needs root for: $*"
    fi
}

apt_install() {
    have apt-get || die "please install: $*"
    say "installing $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install \
        --yes --no-install-recommends "$@"
}

# True if version $1 is at least version $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

system_packages() {
    local missing=()
    if ! have cc || ! have c++ || ! have make; then missing+=(build-essential); fi
    # OpenSSL is built from source by a dependency of the networking crates; its scripts are perl.
    perl -MFindBin -MIPC::Cmd -e1 2>/dev/null || missing+=(perl)
    have pkg-config || missing+=(pkg-config)
    have protoc || missing+=(protobuf-compiler)
    have git || missing+=(git)
    have zstd || missing+=(zstd)
    # Tests end nodes by their id and look at their processes; a node wants certificates to start.
    have ps || missing+=(procps)
    [ -s /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
    # The end-to-end tests let nodes see a wrong time.
    have faketime || missing+=(faketime)
    # The commands of docs/validator.md, which the journey `newcomer` runs.
    have curl || missing+=(curl)
    have jq || missing+=(jq)
    if [ "${#missing[@]}" -gt 0 ]; then apt_install "${missing[@]}"; fi
}

rust_toolchain() {
    have rustup || die "rustup is needed, see https://rustup.rs"
    if ! rustc --version >/dev/null 2>&1; then
        say "installing the stable toolchain"
        rustup toolchain install stable --profile minimal --component rustfmt --component clippy
    fi
    local wanted
    wanted="$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)"
    if ! at_least "$(rustc --version | cut -d' ' -f2)" "$wanted"; then
        say "updating the stable toolchain: Rust $wanted or later is needed"
        rustup update stable --no-self-update
    fi
    cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
    cargo clippy --version >/dev/null 2>&1 || rustup component add clippy
}

nightly_rustfmt() {
    if rustup run nightly rustfmt --version >/dev/null 2>&1; then return; fi
    say "installing nightly's rustfmt"
    timeout "$RUSTUP_SECONDS" \
        rustup toolchain install nightly --profile minimal --component rustfmt ||
        say "no nightly rustfmt to be had: the formatting check will be skipped"
}

wasm_target_installed() { [ -d "$(rustc --print sysroot)/lib/rustlib/$WASM_TARGET/lib" ]; }

wasm_target() {
    local choice="$ESTUARY_CACHE/toolchain.env"
    if [ "${ESTUARY_WASM:-}" != distro ]; then
        if ! wasm_target_installed && [ ! -f "$choice" ]; then
            say "adding the target $WASM_TARGET"
            timeout "$RUSTUP_SECONDS" rustup target add "$WASM_TARGET" || true
        fi
        if wasm_target_installed; then
            rm -f "$choice"
            return
        fi
    fi
    [ -f "$choice" ] || distro_wasm_target "$choice"
    # shellcheck source=/dev/null
    . "$choice"
}

# The Wasm target's libraries, built from the source which the distribution ships with its own
# compiler. Cargo then builds the runtime with that compiler and everything else with rustup's.
distro_wasm_target() {
    local packages=(rustc-web cargo-web rust-web-src)
    apt-cache show "${packages[0]}" >/dev/null 2>&1 || packages=(rustc cargo rust-src)
    say "rustup has no $WASM_TARGET: building it from ${packages[*]}"
    if [ ! -x /usr/bin/rustc ] || [ ! -x /usr/bin/cargo ] || [ ! -d /usr/lib/rustlib/src ]; then
        apt_install "${packages[@]}"
    fi

    local wanted
    wanted="$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)"
    at_least "$(/usr/bin/rustc --version | cut -d' ' -f2)" "$wanted" ||
        die "the distribution's Rust is older than $wanted; please provide $WASM_TARGET"
    rustup toolchain link distro /usr

    local work lib="/usr/lib/rustlib/$WASM_TARGET/lib"
    work="$(mktemp -d)"
    mkdir "$work/src"
    cat >"$work/Cargo.toml" <<-'TOML'
		[package]
		name = "sysroot"
		version = "0.0.0"
		edition = "2021"
		[lib]
		crate-type = ["cdylib"]
		[profile.release]
		lto = true
		panic = "abort"
	TOML
    cat >"$work/src/lib.rs" <<-'RUST'
		#![no_std]
		extern crate alloc;
		#[panic_handler]
		fn panic(_: &core::panic::PanicInfo) -> ! {
		    loop {}
		}
		struct NoHeap;
		unsafe impl core::alloc::GlobalAlloc for NoHeap {
		    unsafe fn alloc(&self, _: core::alloc::Layout) -> *mut u8 {
		        core::ptr::null_mut()
		    }
		    unsafe fn dealloc(&self, _: *mut u8, _: core::alloc::Layout) {}
		}
		#[global_allocator]
		static HEAP: NoHeap = NoHeap;
	RUST
    local host_bin
    host_bin="$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')/bin"
    (
        cd "$work"
        PATH="$PATH:$host_bin" CARGO_TARGET_DIR="$work/target" RUSTC=/usr/bin/rustc \
            RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
            /usr/bin/cargo build --release -Zbuild-std=core,alloc --target "$WASM_TARGET"
    )
    as_root mkdir -p "$lib"
    local crate
    for crate in core alloc compiler_builtins; do
        as_root cp "$work/target/$WASM_TARGET/release/deps/lib$crate"-*.{rlib,rmeta} "$lib/"
    done
    rm -rf "$work"

    mkdir -p "$(dirname "$1")"
    cat >"$1" <<-ENV
		export WASM_BUILD_TOOLCHAIN=distro
		# For rust-lld, which links the runtime.
		export PATH="\$PATH:$host_bin"
	ENV
}

# wasm-builder keeps libraries of a compiler that is gone.
wasm_compiler_unchanged() {
    local stamp="$ESTUARY_CACHE/wasm-compiler" now
    if [ -n "${WASM_BUILD_TOOLCHAIN:-}" ]; then
        now="$(rustup run "$WASM_BUILD_TOOLCHAIN" rustc -vV)"
    else
        now="$(rustc -vV)"
    fi
    if [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then return; fi
    if [ -f "$stamp" ]; then
        say "another compiler builds the runtime now: removing what the former one left"
        rm -rf "$CARGO_TARGET_DIR"/*/wbuild
    fi
    mkdir -p "$ESTUARY_CACHE"
    printf '%s\n' "$now" >"$stamp"
}

nextest() {
    if have cargo-nextest; then return; fi
    say "installing cargo-nextest"
    CARGO_TARGET_DIR="$ESTUARY_CACHE/tools" CARGO_PROFILE_RELEASE_LTO=off \
        CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        cargo install --quiet --locked cargo-nextest
    rm -rf "$ESTUARY_CACHE/tools"
}

node_packages() {
    if ! have node || ! have npm; then die "Node 20 with npm is needed"; fi
    at_least "$(node --version | tr -d v)" 20 || die "Node 20 or later is needed"
    local installed=clients/node_modules/.estuary-lock
    if cmp -s clients/package-lock.json "$installed"; then return; fi
    say "installing the clients' packages"
    (cd clients && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error)
    cp clients/package-lock.json "$installed"
}

system_packages
rust_toolchain
nightly_rustfmt
wasm_target
wasm_compiler_unchanged
nextest
node_packages
