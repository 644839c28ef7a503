//! Any text is a scenario or is answered; what is a scenario is the same once it has been explained.

#![no_main]

use libfuzzer_sys::fuzz_target;
use quorate::scenario::{explain, parse};

fuzz_target!(|text: &str| {
    match parse("fuzz.json", "fuzz", text.to_owned()) {
        Err(problems) => assert!(!problems.render(false).is_empty()),
        Ok(source) => {
            let explained = explain(&source.scenario);
            match parse("explained.json", "fuzz", explained.clone()) {
                Ok(again) => assert_eq!(explain(&again.scenario), explained),
                Err(problems) => panic!("{}\n{explained}", problems.render(false)),
            }
        }
    }
});
