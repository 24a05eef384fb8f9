//! Korean particles are taken off on the side of the query; the index needs none of it, because a run of Hangul is
//! searched as a part of a longer run.

/// Particles, longest first.
const PARTICLES: [&str; 36] = [
    "으로부터",
    "에서부터",
    "으로서",
    "으로써",
    "에게서",
    "에서는",
    "에서의",
    "으로의",
    "까지의",
    "이라는",
    "부터",
    "까지",
    "에서",
    "에게",
    "으로",
    "로서",
    "로써",
    "에는",
    "에도",
    "과의",
    "와의",
    "이나",
    "마다",
    "조차",
    "처럼",
    "보다",
    "이",
    "가",
    "은",
    "는",
    "을",
    "를",
    "의",
    "에",
    "로",
    "과",
];
/// Particles that are also common last syllables of nouns stand in a list of their own so that the length rule is stricter.
const DOUBTFUL: [&str; 3] = ["와", "도", "만"];

/// Syllables before which 의 ends a noun: 회의 meeting, 협의 consultation, 합의 agreement, 논의 discussion, 결의 resolution.
const BEFORE_NOUN: [char; 5] = ['회', '협', '합', '논', '결'];

/// Cuts the particle off a word of Hangul.
///
/// Shape: `None` if there is none, or if fewer than two syllables (three before a doubtful one) would stay.
pub(crate) fn without_particle(word: &str) -> Option<&str> {
    if word.strip_suffix('의').is_some_and(|rest| rest.ends_with(BEFORE_NOUN)) {
        return None;
    }
    let stays = |particle: &&&str, least: usize| word.strip_suffix(**particle).is_some_and(|rest| rest.chars().count() >= least);
    PARTICLES
        .iter()
        .find(|p| stays(p, 2))
        .or_else(|| DOUBTFUL.iter().find(|p| stays(p, 3)))
        .and_then(|particle| word.strip_suffix(particle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_come_off_and_words_stay() {
        for (word, bare) in [
            ("관세청의", Some("관세청")),
            ("회의에서", Some("회의")),
            ("회의에서는", Some("회의")),
            ("세관으로부터", Some("세관")),
            ("세관협력과", Some("세관협력")),
            ("회의", None),
            ("관세청장회의", None),
            ("제도", None),
            ("협력", None),
            ("관세청", None),
        ] {
            assert_eq!(without_particle(word), bare, "{word}");
        }
    }

    #[test]
    fn longer_particles_are_tried_first() {
        assert!(PARTICLES.windows(2).all(|w| w[0].chars().count() >= w[1].chars().count()));
    }
}
