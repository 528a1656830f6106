//! Every key of `stack.toml` changes what is rendered: none is read, accepted and forgotten on its way to a file.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::PathBuf;

use mcpgen::artifact::ArtifactSet;
use mcpgen::fs::read_stack_from;
use mcpgen::{DockerRegistry, Existing};
use mcpgen_tests::cases;
use mcpgen_tests::mutation::Step;
use mcpgen_tests::produce::artifacts;
use serde_json::{Map, Value as Json};
use toml::{Table, Value};

/// Keys that change nothing or are always refused, by how their places in the schema begin and end.
const WITHOUT_EFFECT: [(&str, &str); 5] = [
    // They change what is told of a stack.
    ("/properties/lints", ""),
    ("/$defs/LintSpec/", ""),
    // `server-definition`: a server gets nothing of `.env` but secrets.
    ("/$defs/ServerSpec/properties/environment/", "/env"),
    ("/$defs/ServerSpec/properties/environment/", "/default"),
    // `build-secret`: an argument stays in the image.
    ("/$defs/container/properties/build/", "/secret"),
];

/// A schema within the schema of a stack, with its place there.
#[derive(Debug, Clone)]
struct Node<'a> {
    place: String,
    schema: &'a Json,
}

impl<'a> Node<'a> {
    fn whole(schema: &'a Json) -> Self {
        Self { place: String::new(), schema }
    }

    fn below(&self, word: &str) -> Option<Self> {
        Some(Self { place: format!("{}/{word}", self.place), schema: self.schema.get(word)? })
    }

    /// What stands below each key of this table, or each item of this list.
    fn children(&self) -> Vec<(&'a str, Self)> {
        let keys = self.schema.as_object().into_iter().flat_map(Map::keys);
        let keyed = keys.filter_map(|key| Some((key.as_str(), self.below(key)?)));
        let items = self.schema.as_array().into_iter().flatten().enumerate();
        let numbered =
            items.map(|(index, schema)| ("", Node { place: format!("{}/{index}", self.place), schema }));
        keyed.chain(numbered).collect()
    }

    fn each(&self, word: &str) -> Vec<(&'a str, Self)> {
        self.below(word).iter().flat_map(Self::children).collect()
    }

    /// The schemas that together say what `value` may be. Of alternatives, those whose keys `value` has; of the kinds of a service,
    /// its own.
    fn parts(self, root: &'a Json, value: &Value) -> Vec<Self> {
        let place = self.schema.get("$ref").and_then(Json::as_str).map(|place| place.trim_start_matches('#'));
        let named =
            place.and_then(|place| Some(Node { place: place.to_owned(), schema: root.pointer(place)? }));
        let kind = self.schema.pointer("/if/properties/kind/const").and_then(Json::as_str);
        let then = self.below("then").filter(|_| kind == value.get("kind").and_then(Value::as_str));
        let several = ["allOf", "anyOf"].iter().flat_map(|word| self.each(word)).map(|(_, node)| node);
        let more: Vec<Self> = named.into_iter().chain(then).chain(several).collect();
        let fits = match (value.as_table(), self.schema.get("properties")) {
            (Some(table), Some(keys)) if self.schema["additionalProperties"] == false => {
                table.iter().all(|(key, value)| {
                    let only = keys.get(key).map(|key| key.get("const").and_then(Json::as_str));
                    only.is_some_and(|only| only.is_none() || only == value.as_str())
                })
            }
            _ => true,
        };
        fits.then_some(self)
            .into_iter()
            .chain(more.into_iter().flat_map(|node| node.parts(root, value)))
            .collect()
    }
}

/// The places in the schema of all keys that a table may have, and the values that they are said to take.
fn collect(node: &Node<'_>, places: &mut BTreeSet<String>, values: &mut BTreeMap<String, Vec<Value>>) {
    for (key, below) in node.each("properties") {
        let lists = ["examples", "enum"].iter().filter_map(|word| below.schema.get(word)?.as_array());
        let told = lists.flatten().filter_map(|value| Value::try_from(value).ok());
        values.entry(key.to_owned()).or_default().extend(told.chain([true, false].map(Value::from)));
        // What takes one value tells two forms apart.
        if below.schema.get("const").is_none() {
            places.insert(below.place);
        }
    }
    for (word, below) in node.children() {
        if !["if", "examples", "default"].contains(&word) {
            collect(&below, places, values);
        }
    }
}

/// A table of a document: the way to it, and the keys that it may have, with their places in the schema.
struct Found<'a> {
    way: Vec<Step>,
    table: &'a Table,
    keys: Vec<(&'a str, String)>,
}

/// Every table of `value`, to which `way` leads and which `nodes` describe.
fn tables<'a>(
    root: &'a Json,
    value: &'a Value,
    nodes: Vec<Node<'a>>,
    way: &[Step],
    found: &mut Vec<Found<'a>>,
) {
    let parts: Vec<Node<'a>> = nodes.into_iter().flat_map(|node| node.parts(root, value)).collect();
    let each = |word: &str| parts.iter().flat_map(|part| part.each(word)).collect::<Vec<_>>();
    let visit = |step: Step, value: &'a Value, nodes: Vec<Node<'a>>, found: &mut Vec<Found<'a>>| {
        let way: Vec<Step> = way.iter().cloned().chain([step]).collect();
        tables(root, value, nodes, &way, found);
    };
    match value {
        Value::Table(table) => {
            let keys = each("properties").into_iter().map(|(key, node)| (key, node.place)).collect();
            found.push(Found { way: way.to_vec(), table, keys });
            for (key, value) in table {
                let known: Vec<_> = each("properties").into_iter().filter(|(name, _)| name == key).collect();
                let any = if known.is_empty() { each("patternProperties") } else { known };
                visit(Step::Key(key.clone()), value, any.into_iter().map(|(_, node)| node).collect(), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                let nodes = parts.iter().filter_map(|part| part.below("items")).collect();
                visit(Step::Index(index), value, nodes, found);
            }
        }
        _ => {}
    }
}

/// A stack, and where it lies.
struct Stack {
    path: PathBuf,
    document: Value,
}

impl Stack {
    fn read(case: &cases::Case) -> Self {
        let text = fs::read_to_string(case.stack()).unwrap();
        let document: Table = toml::from_str(text.trim_start_matches('\u{feff}')).unwrap();
        Self { path: case.stack(), document: Value::Table(document) }
    }

    fn tables<'a>(&'a self, schema: &'a Json) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        tables(schema, &self.document, vec![Node::whole(schema)], &[], &mut found);
        found
    }

    /// What is rendered of it; nothing when it is refused.
    fn rendered(&self) -> Option<ArtifactSet> {
        let text = toml::to_string(&self.document).ok()?;
        let evaluation = read_stack_from(&self.path, text.as_bytes()).ok()?.evaluate(&DockerRegistry);
        artifacts(&evaluation, Existing::default()).ok()
    }

    /// The stack with another value of `key` in the table to which `way` leads, or without the key.
    fn with(&self, way: &[Step], key: &str, value: Option<&Value>) -> Self {
        let mut document = self.document.clone();
        let table = way.iter().fold(&mut document, |value, step| match step {
            Step::Key(key) => &mut value[key.as_str()],
            Step::Index(index) => &mut value[*index],
        });
        let table = table.as_table_mut().unwrap();
        match value {
            Some(value) => table.insert(key.to_owned(), value.clone()),
            None => table.remove(key),
        };
        Self { path: self.path.clone(), document }
    }
}

/// Each key is taken out of the stacks of the cases and examples, and given the values that are known of keys of its name, until what
/// is rendered changes. What is rendered then is tried too, for the tables that came with it.
#[test]
fn every_key_changes_what_is_rendered() {
    let schema: Json = serde_json::from_str(&mcpgen::stack_schema()).unwrap();
    let (mut missing, mut values) = (BTreeSet::new(), BTreeMap::new());
    collect(&Node::whole(&schema), &mut missing, &mut values);
    missing.retain(|key| {
        !WITHOUT_EFFECT.iter().any(|(start, end)| key.starts_with(start) && key.ends_with(end))
    });
    assert!(missing.len() > 200, "only {} keys", missing.len());
    let cases = cases::ok().unwrap().into_iter().chain(cases::examples().unwrap());
    let mut open: VecDeque<Stack> = cases.map(|case| Stack::read(&case)).collect();
    for Found { table, keys, .. } in open.iter().flat_map(|stack| stack.tables(&schema)) {
        for (key, _) in keys {
            let known = values.entry(key.to_owned()).or_default();
            known.extend(table.get(key).filter(|value| !known.contains(value)).cloned());
        }
    }
    while let Some(stack) = open.pop_front() {
        let before = stack.rendered().unwrap();
        for Found { way, keys, .. } in stack.tables(&schema) {
            for (key, place) in
                keys.into_iter().filter(|(_, place)| missing.contains(place)).collect::<Vec<_>>()
            {
                let values = [None].into_iter().chain(values[key].iter().map(Some));
                let mut others = values.map(|value| stack.with(&way, key, value));
                let other = others.find(|other| other.rendered().is_some_and(|after| after != before));
                if let Some(other) = other {
                    missing.remove(&place);
                    open.push_back(other);
                }
            }
        }
    }
    let missing: Vec<String> = missing.into_iter().collect();
    assert!(missing.is_empty(), "not rendered, or always refused:\n{}", missing.join("\n"));
}
