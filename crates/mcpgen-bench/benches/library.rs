//! How long the library takes for the reference stack: from its text to its files, in memory.

#![expect(clippy::expect_used, reason = "a benchmark without its stack has nothing to measure")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use mcpgen::core::model::HostPath;
use mcpgen::{DockerRegistry, Evaluation, Inputs, Rendering, Stack, render};

/// The reference stack and the files that it names.
struct Reference {
    text: String,
    files: BTreeMap<HostPath, Vec<u8>>,
}

impl Reference {
    fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/reference");
        let read = |name: &str| {
            std::fs::read(folder.join(name))
                .expect("the reference stack is in the repository, with its files")
        };
        let text = String::from_utf8(read("stack.toml")).expect("a stack is UTF-8");
        let files = Stack::read("stack.toml", text.as_bytes()).files();
        let files = files.into_iter().map(|file| {
            let bytes = read(&file.to_string());
            (file, bytes)
        });
        Self { files: files.collect(), text }
    }

    fn stack(&self) -> Stack {
        let mut stack = Stack::read("stack.toml", self.text.as_bytes());
        for (file, bytes) in &self.files {
            stack.supply(file, &file.to_string(), Some(bytes));
        }
        stack
    }
}

fn rendered(evaluation: &Evaluation) -> Rendering {
    let mut zeros = |bytes: &mut [u8]| {
        bytes.fill(0);
        Ok(())
    };
    let plan = evaluation.plan().expect("the reference stack has no errors");
    render(plan, Inputs::new(evaluation, &mut zeros)).expect("a plan can be rendered")
}

fn library(criterion: &mut Criterion) {
    let reference = Reference::read();
    let evaluation = reference.stack().evaluate(&DockerRegistry);
    criterion.bench_function("load", |bencher| bencher.iter(|| black_box(reference.stack())));
    criterion.bench_function("evaluate", |bencher| {
        bencher.iter(|| black_box(reference.stack().evaluate(&DockerRegistry)));
    });
    criterion.bench_function("render", |bencher| bencher.iter(|| black_box(rendered(&evaluation))));
    criterion.bench_function("whole", |bencher| {
        bencher.iter(|| black_box(rendered(&reference.stack().evaluate(&DockerRegistry))));
    });
}

criterion_group!(benches, library);
criterion_main!(benches);
