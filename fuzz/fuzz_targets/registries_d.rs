#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pullgate_fixtures::fuzz::registries_d(data));
