//! Accepts words within a few slips of one: a letter too many, one too few, another one, or two neighbours exchanged.
//!
//! All places in the word where the comparison may stand are bits of one number for each count of slips, so a step costs a
//! few operations, a state is five numbers, and nothing is built beforehand; the tables that the usual construction
//! needs cost more than the whole walk through a dictionary. Letters are single bytes: Latin words are ASCII when folded,
//! and Hangul is compared by letters of its own (see `jamo`).

use std::cell::Cell;

use tantivy_fst::Automaton;

/// The longest word: its places must fit into one number.
pub(crate) const LONGEST: usize = 60;
/// The most slips that can be asked for.
const MOST_SLIPS: usize = 2;

/// The words near one.
pub(crate) struct NearWord<'a> {
    word: &'a [u8],
    slips: usize,
    /// For each byte, where in the word it stands.
    places: Box<[u64; 256]>,
    /// All places of the word and the one behind it.
    all: u64,
    /// How many steps may still be made; the walk ends when they are used up.
    steps_left: Cell<u32>,
}

/// Where the comparison may stand, for each count of slips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    at: [u64; MOST_SLIPS + 1],
    /// Where the second of two exchanged letters was read and the first is still to come.
    exchanging: [u64; MOST_SLIPS + 1],
}

const DEAD: State = State { at: [0; MOST_SLIPS + 1], exchanging: [0; MOST_SLIPS + 1] };

impl<'a> NearWord<'a> {
    /// Accepts what is at most so many slips away from a word.
    ///
    /// Shape: `None` if the word is empty or longer than [`LONGEST`], or if more than two slips are asked for.
    pub(crate) fn new(word: &'a [u8], slips: usize, most_steps: u32) -> Option<NearWord<'a>> {
        if word.is_empty() || word.len() > LONGEST || slips > MOST_SLIPS {
            return None;
        }
        let mut places = Box::new([0; 256]);
        for (at, byte) in word.iter().enumerate() {
            places[usize::from(*byte)] |= 1 << at;
        }
        let all = (1 << (word.len() + 1)) - 1;
        Some(NearWord { word, slips, places, all, steps_left: Cell::new(most_steps) })
    }

    /// Tells whether all steps were used up, so that words may be missing.
    pub(crate) fn is_cut(&self) -> bool {
        self.steps_left.get() == 0
    }

    /// How many slips another word is away, if not too many.
    pub(crate) fn distance(&self, other: &[u8]) -> Option<usize> {
        let mut state = self.start();
        for byte in other {
            state = self.step(&state, *byte);
        }
        (0..=self.slips).find(|slips| state.at[*slips] & self.end() != 0)
    }

    fn end(&self) -> u64 {
        1 << self.word.len()
    }

    fn step(&self, state: &State, byte: u8) -> State {
        let here = self.places[usize::from(byte)];
        let mut next = DEAD;
        next.at[0] = ((state.at[0] & here) << 1) & self.all;
        for slips in 1..=self.slips {
            let fewer = state.at[slips - 1];
            let same = (state.at[slips] & here) << 1;
            let (too_many, another, too_few) = (fewer, fewer << 1, next.at[slips - 1] << 1);
            let exchanged = (state.exchanging[slips] & here) << 2;
            next.at[slips] = (same | too_many | another | too_few | exchanged) & self.all;
            next.exchanging[slips] = fewer & (here >> 1);
        }
        next
    }
}

impl Automaton for NearWord<'_> {
    type State = State;

    fn start(&self) -> State {
        let mut state = DEAD;
        for slips in 0..=self.slips {
            state.at[slips] = ((1 << (slips + 1)) - 1) & self.all;
        }
        state
    }

    fn is_match(&self, state: &State) -> bool {
        state.at[self.slips] & self.end() != 0
    }

    fn can_match(&self, state: &State) -> bool {
        // A place reached with fewer slips is one reached with more; an exchange begun is not yet.
        self.steps_left.get() > 0 && (state.at[self.slips] | state.exchanging[self.slips]) != 0
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let left = self.steps_left.get();
        if left == 0 {
            return DEAD;
        }
        self.steps_left.set(left - 1);
        self.step(state, byte)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The distance by the book: the table of optimal string alignment.
    fn by_the_book(a: &[u8], b: &[u8]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                let mut best = if i == 0 || j == 0 { i.max(j) } else { usize::MAX };
                if i > 0 && j > 0 {
                    best = best.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    best = best.min(table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]));
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(table[i - 2][j - 2] + 1);
                    }
                }
                table[i][j] = best;
            }
        }
        table[a.len()][b.len()]
    }

    fn check(word: &str, other: &str, slips: Option<usize>) {
        let near = NearWord::new(word.as_bytes(), 2, 1_000).unwrap();
        assert_eq!(near.distance(other.as_bytes()), slips, "{word} {other}");
    }

    #[test]
    fn slips_are_counted() {
        check("customs", "customs", Some(0));
        check("custms", "customs", Some(1));
        check("cutsoms", "customs", Some(1));
        check("xustoms", "customs", Some(1));
        check("custommss", "customs", Some(2));
        check("cusotmsx", "customs", Some(2));
        check("heads", "customs", None);
    }

    #[test]
    fn a_walk_ends_when_its_steps_are_used_up() {
        let near = NearWord::new(b"customs", 1, 3).unwrap();
        let mut state = near.start();
        for byte in b"cust" {
            state = near.accept(&state, *byte);
        }
        assert!(near.is_cut() && !near.can_match(&state));
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_book(a in "[abc]{1,9}", b in "[abc]{0,9}", slips in 0usize..=2) {
            let near = NearWord::new(a.as_bytes(), slips, u32::MAX).unwrap();
            let real = by_the_book(a.as_bytes(), b.as_bytes());
            prop_assert_eq!(near.distance(b.as_bytes()), (real <= slips).then_some(real));
            // A walk never gives up on what it would accept.
            let mut state = near.start();
            let mut is_alive = true;
            for byte in b.as_bytes() {
                is_alive &= near.can_match(&state);
                state = near.accept(&state, *byte);
            }
            prop_assert_eq!(is_alive && near.is_match(&state), real <= slips);
        }
    }
}
