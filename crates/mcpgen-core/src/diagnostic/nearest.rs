//! "Did you mean": the known name nearest to a misspelt one.
//!
//! An edit is a character more, less or replaced, or two neighbours swapped (optimal string alignment).

use strsim::osa_distance;

/// The candidate that is nearest to `name`, when it is near enough to be meant.
///
/// Near enough is: at most one edit for each three characters of `name`, and at least one; letter case does not count. When
/// none is so near, the longest candidate of four letters or more that is a whole word of `name`: `healthy` of
/// `service_healthy`.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let limit = (length / 3).max(1);
    let name = name.to_lowercase();
    let is_a_word = |candidate: &str| {
        candidate.len() >= 4 && name.split(['-', '_', '.', ' ']).any(|word| word == candidate)
    };
    let mut near: Option<(usize, &str)> = None;
    let mut word: Option<&str> = None;
    for candidate in candidates {
        if is_a_word(candidate) && word.is_none_or(|best| candidate.len() > best.len()) {
            word = Some(candidate);
        }
        // Each character more or less is an edit.
        if candidate.chars().count().abs_diff(length) > limit {
            continue;
        }
        let distance = osa_distance(&name, &candidate.to_lowercase());
        let closer = near.is_none_or(|(best, nearest)| (distance, candidate.len()) < (best, nearest.len()));
        if distance <= limit && closer {
            near = Some((distance, candidate));
        }
    }
    near.map(|(_, candidate)| candidate).or(word)
}

/// The name of `known` that is nearest to `name`, when it is near enough to be meant; letter case does not count.
///
/// # Examples
///
/// ```
/// use mcpgen_core::diagnostic::nearest_of;
///
/// let known = ["duckduckgo", "fetch", "time"];
/// assert_eq!(nearest_of("ducduckgo", &known), Some("duckduckgo"));
/// assert_eq!(nearest_of("postgres", &known), None);
/// ```
#[must_use]
pub fn nearest_of<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    nearest(name, known.iter().copied())
}

/// The nearest candidate, when no other is as near: of words of which all are known, the one that is certainly meant.
pub(crate) fn only_near<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let near = nearest(word, candidates.iter().copied())?;
    let away = |candidate: &str| osa_distance(&word.to_lowercase(), &candidate.to_lowercase());
    let best = away(near);
    let rival = candidates.iter().any(|candidate| *candidate != near && away(candidate) <= best);
    (!rival).then_some(near)
}

/// The name that is certainly meant by `name`, of names that a person chose, who may have forgotten to declare another one.
///
/// One edit away, and no other name within two. The edit must be in a word of four letters or more, and not in a number:
/// `web-a` is no slip for `web-b`, and `key-1` none for `key-2`.
pub(crate) fn only_name<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let lower = name.to_lowercase();
    let near = |candidate: &str| osa_distance(&lower, &candidate.to_lowercase());
    let mut within: Vec<&str> = candidates
        .into_iter()
        // Each character more or less is an edit.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= 2 && near(candidate) <= 2)
        .collect();
    within.sort_unstable();
    within.dedup();
    let [only] = within.as_slice() else { return None };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let words = |text: &str| text.split(['-', '_', '.']).map(str::to_owned).collect::<Vec<_>>();
    let (written, meant) = (words(name), words(only));
    let short = written.len() == meant.len()
        && written
            .iter()
            .zip(&meant)
            .any(|(left, right)| left != right && left.chars().count().max(right.chars().count()) < 4);
    (near(only) <= 1 && digits(name) == digits(only) && !short).then_some(only)
}

/// Names for a sentence: `` `a`, `b` or `c` ``.
pub(crate) fn or_list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_understood() {
        assert_eq!(nearest("transprot", ["transport", "port"]), Some("transport"));
        assert_eq!(nearest("prot", ["transport", "port"]), Some("port"));
        assert_eq!(nearest("Brave", ["brave", "exa"]), Some("brave"));
    }

    #[test]
    fn what_stands_in_a_longer_name_as_a_word_is_understood() {
        assert_eq!(nearest("service_healthy", ["started", "healthy", "completed"]), Some("healthy"));
        assert_eq!(nearest("my-web", ["web", "db"]), None);
    }

    #[test]
    fn of_words_in_a_longer_name_the_longest_is_meant_and_of_equals_the_first() {
        for candidates in [["healthy", "completed"], ["completed", "healthy"]] {
            assert_eq!(nearest("service_completed_healthy", candidates), Some("completed"));
        }
        assert_eq!(nearest("service_started_healthy", ["healthy", "started"]), Some("healthy"));
    }

    #[test]
    fn of_two_that_are_as_near_and_as_long_the_first_is_meant() {
        assert_eq!(nearest("por", ["port", "pore"]), Some("port"));
        assert_eq!(nearest("por", ["pore", "port"]), Some("pore"));
    }

    #[test]
    fn another_word_is_not_taken_for_a_slip() {
        assert_eq!(nearest("clickup", ["brave", "exa", "git"]), None);
    }

    #[test]
    fn of_two_that_are_as_near_none_is_certain() {
        assert_eq!(only_near("por", ["port", "pore"]), None);
        assert_eq!(only_near("por", ["port", "image"]), Some("port"));
    }

    #[test]
    fn a_name_that_may_have_been_forgotten_is_not_taken_for_a_slip() {
        assert_eq!(only_name("mcp-gatway", ["mcp-gateway", "web"]), Some("mcp-gateway"));
        assert_eq!(only_name("web-b", ["web-a"]), None);
        assert_eq!(only_name("TOKEN_2", ["TOKEN_1"]), None);
        assert_eq!(only_name("server", ["servers", "serve"]), None);
        assert_eq!(only_name("server1", ["server2"]), None);
        assert_eq!(only_name("mcp-gatwy", ["mcp-gateway"]), None);
        // Four letters are enough to tell a slip by.
        assert_eq!(only_name("web-prot", ["web-port"]), Some("web-port"));
        assert_eq!(only_name("web-bd", ["web-db"]), None);
    }

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!(or_list(["a"]), "`a`");
        assert_eq!(or_list(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
