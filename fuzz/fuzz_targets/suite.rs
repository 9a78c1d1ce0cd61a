#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pullgate_fixtures::fuzz::suite::suite(data));
