//! How well commitments are proposed: precision and recall on outcomes marked by hand, with floors below which this fails.
//!
//! `cargo xtask candidates` prints the tables. What is missed in the held-out third is not listed: who tunes must not look.

mod arbitrary;
mod score;
mod set;

use chancery_ingest::Lexicon;
use chancery_ingest::proposals::{Rules, propose};
use chancery_model::Lang;

use score::Score;
use set::Outcome;

/// Floors of precision and recall in hundredths, for what was tuned and for what was held out.
const FLOORS: [(&str, [usize; 2], [usize; 2]); 4] =
    [("en", [95, 95], [90, 90]), ("zh", [95, 95], [90, 90]), ("ja", [95, 95], [90, 90]), ("ko", [95, 95], [90, 90])];
/// The same for what was written after the rules.
const FRESH_FLOOR: [usize; 2] = [55, 55];
/// The same for the bundled summaries, which are compared by number.
const SUMMARY_FLOORS: [(&str, [usize; 2]); 4] = [("en", [90, 65]), ("zh", [85, 85]), ("ja", [90, 85]), ("ko", [95, 85])];
/// The same for the page itself.
const SEED_FLOOR: [usize; 2] = [95, 95];

const HEAD: &str = "\
| set | outcomes | marked | proposed | right | precision | recall | details right |
|---|---:|---:|---:|---:|---:|---:|---:|";

fn measure(lang: &Lang, outcomes: &[Outcome], is_held_out: bool, is_told: bool) -> Score {
    let (rules, lexicon) = (Rules::bundled(), Lexicon::bundled());
    let mut score = Score::default();
    for outcome in outcomes.iter().filter(|outcome| outcome.is_held_out == is_held_out) {
        let candidates = propose(std::slice::from_ref(&outcome.item), lang, &rules, &lexicon);
        let slips = score.add(outcome, &candidates);
        if !is_told {
            continue;
        }
        let text = |key: &str| outcome.item.items.iter().find(|part| part.key.as_str() == key).unwrap_or(&outcome.item).text.as_str();
        for mark in &slips.missed {
            println!("{}: missed: {}", outcome.place, text(&mark.item).get(mark.core.start..).unwrap_or_default());
        }
        for extra in &slips.surplus {
            println!("{}: surplus ({}): {}", outcome.place, extra.fired.rule, &text(extra.item.as_str())[extra.span.clone()]);
        }
        for wrong in &slips.wrong {
            println!("{}: {wrong}", outcome.place);
        }
    }
    score
}

#[test]
fn candidates_are_as_good_as_they_were() {
    let mut table = vec![HEAD.to_owned()];
    let mut below = Vec::new();
    let mut check = |name: String, score: Score, [precision, recall]: [usize; 2]| {
        table.push(format!("| {name} | {score} |"));
        if score.precision() < precision || score.recall() < recall {
            below.push(format!("{name}: {} and {} are below {precision} and {recall}", score.precision(), score.recall()));
        }
    };
    for (name, tuned, held_out) in FLOORS {
        let (lang, outcomes) = set::read(name);
        assert!(outcomes.len() >= 60, "{name}.txt has {} outcomes", outcomes.len());
        check(name.to_owned(), measure(&lang, &outcomes, false, true), tuned);
        check(format!("{name}, held out"), measure(&lang, &outcomes, true, false), held_out);
    }
    for (name, ..) in FLOORS {
        let (lang, outcomes) = set::read_fresh(name);
        let mut score = measure(&lang, &outcomes, false, false);
        score.join(&measure(&lang, &outcomes, true, false));
        check(format!("{name}, fresh"), score, FRESH_FLOOR);
    }
    for (name, floor) in SUMMARY_FLOORS {
        let (lang, outcomes) = set::read_summaries(name);
        let (rules, lexicon) = (Rules::bundled(), Lexicon::bundled());
        let mut score = Score::default();
        for (item, marked) in &outcomes {
            let found = propose(std::slice::from_ref(item), &lang, &rules, &lexicon);
            score.count(*marked, found.len());
            if found.len() != *marked {
                let words: Vec<&str> = found.iter().map(|candidate| &item.text[candidate.span.clone()]).collect();
                println!("summary in {name}: {marked} marked, {words:#?} of {}", item.text);
            }
        }
        check(format!("summaries in {name}, by number"), score, floor);
    }
    if let Some(page) = crate::seed::text() {
        let (lang, outcomes) = set::read_seed(&page);
        check("the seed page".to_owned(), measure(&lang, &outcomes, false, true), SEED_FLOOR);
    }
    println!("\n{}\n", table.join("\n"));
    assert!(below.is_empty(), "{below:#?}");
}
