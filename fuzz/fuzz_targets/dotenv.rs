#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mcpgen_fuzzing::dotenv(bytes));
