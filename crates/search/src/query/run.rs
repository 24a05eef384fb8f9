//! A run of East Asian characters in a query, and what is left of it when it is not found as a whole.

use crate::analysis::{Unit, is_hangul, korean};

/// The script of a character as it was typed; hiragana is folded to katakana in the term, so it must be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Han,
    Katakana,
    Hiragana,
    Hangul,
}

/// A run, never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    chars: Vec<(char, Script)>,
    /// What was typed, character by character.
    typed: Vec<String>,
}

impl Run {
    /// Makes a run of the units of `text`.
    pub(crate) fn new(units: &[Unit], text: &str) -> Run {
        let script = |unit: &Unit| match text[unit.start..].chars().next().unwrap_or(unit.c) {
            _ if unit.c.is_ascii_digit() => None,
            '\u{3041}'..='\u{309f}' => Some(Script::Hiragana),
            '\u{30a0}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}' => Some(Script::Katakana),
            _ if is_hangul(unit.c) => Some(Script::Hangul),
            _ => Some(Script::Han),
        };
        let own: Vec<Option<Script>> = units.iter().map(script).collect();
        // Digits go with what follows them, or else with what they follow: alone they would not be a run.
        let scripts =
            (0..own.len()).map(|at| own[at..].iter().chain(own[..at].iter().rev()).find_map(|script| *script).unwrap_or(Script::Han));
        let chars = units.iter().map(|unit| unit.c).zip(scripts).collect();
        // A cluster that became several characters is typed once.
        let typed = units.iter().enumerate().map(|(at, unit)| match at.checked_sub(1).map(|before| units[before].start) {
            Some(start) if start == unit.start => String::new(),
            _ => text[unit.start..unit.end].to_owned(),
        });
        Run { chars, typed: typed.collect() }
    }

    /// Makes a run of the folded characters of a name. It is looked for as it stands, so scripts do not matter.
    pub(crate) fn of_name(chars: &[char]) -> Run {
        Run { chars: chars.iter().map(|c| (*c, Script::Han)).collect(), typed: chars.iter().map(char::to_string).collect() }
    }

    /// What was typed, without the blanks or dots between.
    pub(crate) fn typed(&self) -> String {
        self.typed.concat()
    }

    /// The characters from one place up to another.
    pub(crate) fn part(&self, from: usize, to: usize) -> Run {
        Run { chars: self.chars[from..to].to_vec(), typed: self.typed[from..to].to_vec() }
    }

    /// Tells whether a character only joins others: hiragana, or one of the Chinese words for "of" and "and".
    pub(crate) fn is_grammar(&self, at: usize) -> bool {
        matches!(self.chars[at], (_, Script::Hiragana) | ('的' | '与' | '和' | '及', _))
    }

    /// Tells whether all of it is Hangul.
    pub(crate) fn is_hangul(&self) -> bool {
        self.chars.iter().all(|(c, _)| is_hangul(*c))
    }

    /// The normalized characters.
    pub(crate) fn chars(&self) -> Vec<char> {
        self.chars.iter().map(|(c, _)| *c).collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Keeps only the first characters, at least one.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.chars.truncate(length.max(1));
        self.typed.truncate(length.max(1));
    }

    /// The run without a Korean particle at its end.
    pub(crate) fn without_particle(&self) -> Option<Run> {
        let tail = self.chars.iter().rev().take_while(|(_, script)| *script == Script::Hangul).count();
        let word: String = self.chars[self.len() - tail..].iter().map(|(c, _)| c).collect();
        let bare = korean::without_particle(&word)?;
        let cut = word.chars().count() - bare.chars().count();
        Some(self.part(0, self.len() - cut))
    }

    /// The parts in which the run may be found when it is not found whole: stretches of one script. Hiragana between other
    /// scripts is grammar and left out, unless there is nothing else.
    pub(crate) fn parts(&self) -> Vec<Vec<char>> {
        let parts: Vec<(Script, Vec<char>)> =
            self.chars.chunk_by(|(_, a), (_, b)| a == b).map(|part| (part[0].1, part.iter().map(|(c, _)| *c).collect())).collect();
        let words: Vec<Vec<char>> = parts.iter().filter(|(script, _)| *script != Script::Hiragana).map(|(_, p)| p.clone()).collect();
        if words.is_empty() { parts.into_iter().map(|(_, part)| part).collect() } else { words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;

    fn run(text: &str) -> Run {
        Run::new(&analyze(text).runs[0], text)
    }

    #[test]
    fn particles_and_parts() {
        let bare = |text| run(text).without_particle().map(|r| r.chars().iter().collect::<String>());
        assert_eq!(bare("관세청의").as_deref(), Some("관세청"));
        assert_eq!(bare("税関の"), None);
        let parts = |text| run(text).parts().iter().map(|p| p.iter().collect::<String>()).collect::<Vec<_>>();
        assert_eq!(parts("税関について"), ["税关"]);
        assert_eq!(parts("関税を下げるルール"), ["关税", "下", "ルール"]);
        assert_eq!(parts("について"), ["ニツイテ"]);
        assert_eq!(parts("第6回会合"), ["第6回会合"]);
        assert_eq!(parts("회의6"), ["회의6"]);
        assert_eq!(parts("税関2017년"), ["税关", "2017년"]);
    }
}
