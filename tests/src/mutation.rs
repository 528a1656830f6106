//! Documents that are nearly stacks: a stack, changed in a few places.

use serde_json::Value as Json;
use toml::{Table, Value};

/// The same numbers in every run (Knuth's linear congruential generator).
#[derive(Debug)]
pub struct Numbers(pub u64);

impl Numbers {
    /// A number from 0 to `bound`, which is not among them; 0 when `bound` is.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }

    /// One of `items`; nothing when there is none.
    pub fn of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }
}

/// A step into a document.
#[derive(Debug, Clone)]
pub enum Step {
    /// To the value of a key.
    Key(String),
    /// To an item of a list.
    Index(usize),
}

/// Every place in a document, what contains before what is contained.
#[must_use]
pub fn places(document: &Table) -> Vec<Vec<Step>> {
    let mut found = Vec::new();
    walk(&Value::Table(document.clone()), &[], &mut found);
    found
}

fn walk(value: &Value, way: &[Step], found: &mut Vec<Vec<Step>>) {
    let mut visit = |step: Step, value: &Value| {
        let way: Vec<Step> = way.iter().cloned().chain([step]).collect();
        found.push(way.clone());
        walk(value, &way, found);
    };
    match value {
        Value::Table(table) => table.iter().for_each(|(key, value)| visit(Step::Key(key.clone()), value)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| visit(Step::Index(index), value));
        }
        _ => {}
    }
}

fn at<'a>(document: &'a mut Table, place: &[Step]) -> Option<&'a mut Value> {
    let (Step::Key(first), rest) = place.split_first()? else { return None };
    rest.iter().try_fold(document.get_mut(first)?, |value, step| match step {
        Step::Key(key) => value.as_table_mut()?.get_mut(key),
        Step::Index(index) => value.as_array_mut()?.get_mut(*index),
    })
}

/// Takes out what stands at `place`; nothing when there is no such place any more.
pub fn take(document: &mut Table, place: &[Step]) -> Option<Value> {
    let (last, way) = place.split_last()?;
    match (last, way) {
        (Step::Key(key), []) => document.remove(key),
        (Step::Key(key), way) => at(document, way)?.as_table_mut()?.remove(key),
        (Step::Index(index), way) => {
            let items = at(document, way)?.as_array_mut()?;
            (*index < items.len()).then(|| items.remove(*index))
        }
    }
}

/// The document without what it does not take to be `wrong`.
#[must_use]
pub fn smallest(document: &Table, wrong: impl Fn(&Table) -> bool) -> Table {
    let mut smallest = document.clone();
    let mut places = places(&smallest);
    while let Some(place) = places.pop() {
        let mut smaller = smallest.clone();
        if take(&mut smaller, &place).is_some() && wrong(&smaller) {
            smallest = smaller;
        }
    }
    smallest
}

/// Keys and values to put into documents: those of a JSON Schema, and some that are just not what is wanted.
#[derive(Debug)]
pub struct Pool {
    keys: Vec<(String, Vec<Value>)>,
    values: Vec<Value>,
}

/// Texts at the edge of what some key takes.
const TEXTS: &str = r"a A ß - . .. / //x \\\\x ~ ~x ~/x ./ C:/x C:\x 0 00 1 65535 65536 99999 080:80 8080:80/udp 8080:80/sctp
1.2.3.4:80:80 256.0.0.1:80:80 [::1]:80:80 [::1]:80 1.2.3.4:0 1.2.3.4:65536 127.0.0.1:080 127.0.0.1:20241 a:/b 1:/b ab:/b:ro ab:/b:rx ab:/
ab:://b a::/b ./x:/y:rw C:\x:/y:ro 1.5h 1..5h 1h1 0s 3m 181s 5m 6m 6mib 1000000000000g 0.0001us on-failure:0 on-failure:65536
on-failure:+3 on-failure:03 a:b a/b A/b A.b/c a.b/c a_b.c/d a_b/c a__b a___b a--b a- a/b/c:d localhost/x localhost:1/x a:1/b
a.b:1/c:d a.b:/c a:-b a@sha256:00 a:b:c a//b -a.b/c a.b a..b 10.0.0.0/8 10.0.0.0/33 10.0.0/8 fd00::/8 fd00::/129 10.0.0.0/08
https://a https://a/b?c#d https://a@b https:// http://a https://a/{b} http://a:80 http://a:0 http://a:99999 http://a/b
http://[::1]:80 ftp://a tcp://a:1 *.example.com *.com Example.com localhost -a.b a-.b a.b.c1 a.1 a.1a a.a a.1-2 /a /a/ // /a?b /ä /a/../b
/a%20b ^/(a|b)$ ^/(a ::1 localhost:80 PATH HOME DOCKER_HOST MINE 1A a=b api.example.com:443 CMD CMD-SHELL NONE bearer token";

impl Pool {
    /// What `schema` tells of keys and values, and more.
    #[must_use]
    pub fn of(schema: &Json) -> Self {
        let mut pool = Self { keys: Vec::new(), values: Vec::new() };
        pool.values.extend(TEXTS.split_whitespace().chain(["", " ", "a b", "a\n"]).map(Value::from));
        pool.values.extend(
            [0, 1, -1, 199, 200, 599, 600, 1000, 1001, 65535, 65536, 1 << 32, i64::MAX].map(Value::from),
        );
        pool.values.extend([0.5, 0.009, 0.01, 1000.5, -0.5].map(Value::from));
        pool.values.extend([true, false].map(Value::from));
        pool.values.extend([Value::Table(Table::new()), Value::Array(Vec::new())]);
        pool.collect(schema);
        let told: Vec<Value> = pool.keys.iter().flat_map(|(_, values)| values.clone()).collect();
        pool.values.extend(told);
        pool
    }

    fn collect(&mut self, schema: &Json) {
        for (key, property) in schema.get("properties").and_then(Json::as_object).into_iter().flatten() {
            let lists =
                ["examples", "enum"].iter().filter_map(|word| property.get(word)?.as_array()).flatten();
            let told = lists.chain(["default", "const"].iter().filter_map(|word| property.get(word)));
            self.keys.push((key.clone(), told.filter_map(|value| Value::try_from(value).ok()).collect()));
        }
        match schema {
            Json::Object(object) => object.values().for_each(|schema| self.collect(schema)),
            Json::Array(items) => items.iter().for_each(|schema| self.collect(schema)),
            _ => {}
        }
    }

    /// Makes one change to `document`: something is removed, renamed, added or replaced, or a text loses or gains a character.
    pub fn mutate(&self, document: &mut Table, numbers: &mut Numbers) {
        let places = places(document);
        let Some(place) = numbers.of(&places) else { return };
        match numbers.below(9) {
            0 => drop(take(document, place)),
            1 => drop(self.rename(document, place, numbers)),
            2 | 3 => self.add(document, place, numbers),
            4 | 5 => {
                if let Some(Value::String(text)) = at(document, place) {
                    change(text, numbers);
                }
            }
            6 => {
                if let Some(value) = at(document, place) {
                    *value = Value::Array(vec![value.clone()]);
                }
            }
            _ => {
                if let (Some(value), Some(other)) = (at(document, place), numbers.of(&self.values)) {
                    *value = other.clone();
                }
            }
        }
    }

    fn rename(&self, document: &mut Table, place: &[Step], numbers: &mut Numbers) -> Option<Value> {
        let (Step::Key(key), way) = place.split_last()? else { return None };
        let value = take(document, place)?;
        let parent = if way.is_empty() { document } else { at(document, way)?.as_table_mut()? };
        let key = match numbers.below(3) {
            0 => numbers.of(&self.keys)?.0.clone(),
            1 => format!("{key}x"),
            _ => numbers.of(&self.values)?.as_str().unwrap_or("X_1").to_owned(),
        };
        parent.insert(key, value)
    }

    fn add(&self, document: &mut Table, place: &[Step], numbers: &mut Numbers) {
        let Some((key, told)) = numbers.of(&self.keys) else { return };
        let Some(value) = numbers.of(told).or(numbers.of(&self.values)).cloned() else { return };
        match at(document, place) {
            Some(Value::Table(table)) => drop(table.insert(key.clone(), value)),
            Some(Value::Array(items)) => items.push(value),
            _ => {}
        }
    }
}

fn change(text: &mut String, numbers: &mut Numbers) {
    const CHARACTERS: [char; 15] =
        [' ', '-', '.', ':', '/', '0', 'a', 'A', '_', '@', '$', '~', '\n', '\u{85}', 'é'];
    let offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).collect();
    let character = numbers.of(&CHARACTERS).copied().unwrap_or(' ');
    match (numbers.below(3), numbers.of(&offsets)) {
        (0, Some(offset)) => text.insert(*offset, character),
        (1, Some(offset)) => drop(text.remove(*offset)),
        _ => text.push(character),
    }
}
