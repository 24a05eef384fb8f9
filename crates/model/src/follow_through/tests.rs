use proptest::prelude::*;

use super::rhythm::Recorded;
use super::*;
use crate::commitment::TiedTo;
use crate::samples;

fn held(id: &str, date: &str, host: &str) -> Held {
    let id: MeetingId = id.parse().unwrap();
    let ordinal = id.suffix().parse().ok();
    Held { id, ordinal, date: date.parse().ok(), host: host.parse().ok(), place: None }
}

fn told(id: &str, bearing: Bearing, date: &str) -> Evidence {
    Evidence { bearing, date: date.parse().unwrap(), ..samples::evidence(id, "joint-validation") }
}

fn plain() -> Commitment {
    Commitment { rhythm: None, ..samples::commitment("joint-validation", "tchm/4", "outcome-2.1") }
}

fn facts<'a>(commitment: &'a Commitment, evidence: &'a [Evidence], reporting: &'a [Held]) -> Facts<'a> {
    Facts {
        commitment,
        made: "2011-11-11".parse().ok(),
        said_again: &[],
        evidence,
        reporting,
        counted: reporting,
        tied: &[],
        rhythm_ends: None,
        today: Day::new(2019, 6, 30).unwrap(),
    }
}

#[test]
fn how_far_is_the_highest_that_evidence_supports() {
    let commitment = plain();
    let far = |evidence: &[Evidence]| derive(&facts(&commitment, evidence, &[])).how_far;
    let beginning = Evidence { is_beginning: true, ..told("a", Bearing::Advances, "2012") };
    assert_eq!(far(&[]), HowFar::NoEvidence);
    assert_eq!(far(&[told("r", Bearing::Reaffirms, "2012")]), HowFar::NoEvidence);
    assert_eq!(far(std::slice::from_ref(&beginning)), HowFar::Begun);
    assert_eq!(far(&[told("b", Bearing::Advances, "2013"), beginning.clone()]), HowFar::Advanced);
    assert_eq!(far(&[told("c", Bearing::Fulfils, "2014"), beginning]), HowFar::Fulfilled);
    assert_eq!(far(&[told("d", Bearing::Disputes, "2014")]), HowFar::NoEvidence);
}

#[test]
fn silence_is_counted_in_meetings_that_could_have_reported() {
    let commitment = plain();
    let meetings = [
        held("tchm/4", "2011-11-11", "JP"),
        held("tchm/5", "2015-10-31", "KR"),
        held("tchm/6", "2017-11-30", "JP"),
        held("tchm/7", "2030", "CN"),
        held("tchm/x", "2011", "CN"),
    ];
    let silence = |evidence: &[Evidence]| {
        let silence = derive(&facts(&commitment, evidence, &meetings)).silence?;
        Some((silence.since.to_string(), silence.meetings.iter().map(ToString::to_string).collect::<Vec<_>>()))
    };
    assert_eq!(silence(&[]), Some(("2011-11-11".into(), vec!["tchm/5".into(), "tchm/6".into()])));
    assert_eq!(silence(&[told("a", Bearing::Reaffirms, "2016")]), Some(("2016".into(), vec!["tchm/6".into()])));
    let again = ["2015-10-31".parse().unwrap()];
    let said = derive(&Facts { said_again: &again, ..facts(&commitment, &[], &meetings) }).silence.unwrap();
    assert_eq!((said.since.to_string().as_str(), said.meetings.len()), ("2015-10-31", 1), "what is said again is heard");
    assert_eq!(silence(&[told("a", Bearing::Fulfils, "2012")]), None, "what is done is not silent");
    assert_eq!(silence(&[told("a", Bearing::Ends, "2012")]), None);
    assert!(silence(&[told("a", Bearing::Disputes, "2012")]).is_some());
}

#[test]
fn what_lies_before_the_agreement_is_named_and_not_counted() {
    let commitment = plain();
    let state = |evidence: &[Evidence]| derive(&facts(&commitment, evidence, &[]));
    let named = |state: &State| state.before.iter().map(|s| s.evidence.to_string()).collect::<Vec<_>>();
    let early =
        state(&[told("later", Bearing::Ends, "2011-11"), told("b", Bearing::Fulfils, "2011-11-10"), told("a", Bearing::Ends, "2010")]);
    assert_eq!((early.how_far, named(&early)), (HowFar::NoEvidence, vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(early.marks[&Mark::Ended].len(), 1, "of a month nobody can tell: it is counted");
    let same_day = state(&[told("a", Bearing::Fulfils, "2011-11-11")]);
    assert_eq!((same_day.how_far, same_day.before.len()), (HowFar::Fulfilled, 0));
    let undated = derive(&Facts { made: None, ..facts(&commitment, &[told("a", Bearing::Advances, "1999")], &[]) });
    assert_eq!(undated.how_far, HowFar::Advanced, "where nobody knows when it was agreed nothing is before");
}

#[test]
fn a_meeting_before_the_agreement_is_in_the_strip_and_does_not_carry_it_out() {
    let mut commitment = samples::commitment("cei-yearly", "tchm/4", "outcome-3");
    commitment.rhythm.as_mut().unwrap().meetings_of = Some("tchm-cei".parse().unwrap());
    let far = |meeting: Held| {
        let state = derive(&Facts { counted: &[meeting], ..facts(&commitment, &[], &[]) });
        (state.how_far, state.strip.unwrap().periods[0].recorded)
    };
    assert_eq!(far(held("tchm-cei/5", "2011-03", "-")), (HowFar::NoEvidence, Recorded::Here));
    assert_eq!(far(held("tchm-cei/5", "2011", "-")), (HowFar::Advanced, Recorded::Here));
}

#[test]
fn a_body_that_met_no_more_is_said_to_have_met_no_more() {
    let commitment = plain();
    let is_without = |meetings: &[Held], evidence: &[Evidence]| {
        derive(&facts(&commitment, evidence, meetings)).silence.is_some_and(|s| s.is_without_meeting)
    };
    let made_at = held("tchm/4", "2011-11-11", "JP");
    assert!(is_without(&[], &[]) && is_without(std::slice::from_ref(&made_at), &[]));
    assert!(is_without(&[made_at.clone(), held("tchm/7", "2030", "CN")], &[]), "what is to come has reported nothing");
    for later in [held("tchm/5", "2015-10-31", "KR"), held("tchm/5", "2011", "KR"), held("tchm/5", "", "KR")] {
        assert!(!is_without(&[made_at.clone(), later], &[]), "it met, or may have");
    }
    assert!(!is_without(&[], &[told("a", Bearing::Advances, "2017")]), "two whole years have not gone by");
    assert!(is_without(&[], &[told("a", Bearing::Advances, "2016")]));
    assert!(!is_without(&[], &[told("a", Bearing::Fulfils, "2012")]), "what is done waits for nothing");
}

#[test]
fn a_due_date_passes_only_for_what_is_open() {
    let commitment = Commitment { due: "2012".parse().ok(), ..plain() };
    assert!(derive(&facts(&commitment, &[], &[])).is_past_due);
    assert!(!derive(&facts(&commitment, &[told("a", Bearing::Fulfils, "2015")], &[])).is_past_due);
    let later = Commitment { due: "2019".parse().ok(), ..plain() };
    assert!(!derive(&facts(&later, &[], &[])).is_past_due);
}

#[test]
fn a_yearly_meeting_is_held_against_the_meetings_recorded() {
    let mut commitment = samples::commitment("cei-yearly", "tchm/4", "outcome-3");
    commitment.rhythm.as_mut().unwrap().meetings_of = Some("tchm-cei".parse().unwrap());
    let meetings = [held("tchm-cei/5", "2011", "-"), held("tchm-cei/6", "2016-04-14/2016-04-15", "JP")];
    let outside = Evidence { period: "2014".parse().ok(), ..told("press", Bearing::Fulfils, "2014-03") };
    let told = [outside];
    let state = derive(&Facts { counted: &meetings, ..facts(&commitment, &told, &[]) });
    assert_eq!(state.how_far, HowFar::Advanced, "what fulfils one period does not fulfil the whole");
    let strip = state.strip.unwrap();
    let line: String = strip
        .periods
        .iter()
        .map(|p| match p.recorded {
            Recorded::Here => '#',
            Recorded::Elsewhere => '+',
            Recorded::Nothing => '.',
            Recorded::NotOver => '?',
            Recorded::Beside => panic!("this rhythm follows no other body"),
        })
        .collect();
    assert_eq!((line.as_str(), strip.periods[0].date.to_string().as_str()), ("#..+.#..?", "2011"));
    assert_eq!(strip.nothing_recorded(), 5);
}

#[test]
fn half_years_ask_for_more_than_a_year_can_tell() {
    let mut commitment = samples::commitment("operations", "tchm/4", "outcome-3");
    let rhythm = commitment.rhythm.as_mut().unwrap();
    rhythm.every = Some(crate::commitment::Every::HalfYear);
    let evidence = [told("vague", Bearing::Advances, "2012"), told("fine", Bearing::Advances, "2012-09")];
    let state = derive(&Facts { rhythm_ends: "2012-10".parse().ok(), ..facts(&commitment, &evidence, &[]) });
    let strip = state.strip.unwrap();
    let shown: Vec<(String, usize, usize)> = strip.periods.iter().map(|p| (p.date.to_string(), p.times(), p.maybe)).collect();
    assert_eq!(shown, [("2011-07/2011-12".into(), 0, 0), ("2012-01/2012-06".into(), 0, 1), ("2012-07/2012-12".into(), 1, 1)]);
}

#[test]
fn a_rhythm_tied_to_a_host_follows_that_body() {
    let mut commitment = samples::commitment("tied", "tchm/4", "outcome-3");
    let rhythm = commitment.rhythm.as_mut().unwrap();
    (rhythm.every, rhythm.tied_to) = (None, Some(TiedTo::HostOf("summit".parse().unwrap())));
    let summits = [held("summit/5", "2012-05-13", "CN"), held("summit/6", "2015-11-01", "KR"), held("summit/8", "2019-12-24", "CN")];
    let own = [held("tchm/5", "2015-10-31", "KR"), held("tchm/6", "2017-11-30", "JP")];
    let state = derive(&Facts { counted: &own, tied: &summits, ..facts(&commitment, &[], &[]) });
    let strip = state.strip.unwrap();
    let shown: Vec<_> = strip.periods.iter().map(|p| (p.date.to_string(), p.recorded, p.is_same_host)).collect();
    let expected = [("2012", Recorded::Nothing, None), ("2015", Recorded::Here, Some(true)), ("2017", Recorded::Beside, None)];
    assert_eq!(shown, expected.map(|(year, recorded, host)| (year.to_string(), recorded, host)));
    assert_eq!((strip.nothing_recorded(), strip.met().count()), (1, 1), "what nothing asked for does not count");
}

fn bearings() -> impl Strategy<Value = (Bearing, bool, u16, bool)> {
    (proptest::sample::select(Bearing::ALL.to_vec()), any::<bool>(), 2005_u16..2022, any::<bool>())
}

fn some_evidence() -> impl Strategy<Value = Vec<Evidence>> {
    let one = |(at, (bearing, begins, year, is_of_period)): (usize, (Bearing, bool, u16, bool))| Evidence {
        is_beginning: begins && bearing == Bearing::Advances,
        period: is_of_period.then(|| Edtf::year(year)).flatten(),
        ..told(&format!("e{at}"), bearing, &year.to_string())
    };
    proptest::collection::vec(bearings(), 0..8).prop_map(move |list| list.into_iter().enumerate().map(one).collect())
}

fn some_commitment() -> impl Strategy<Value = Commitment> {
    (any::<bool>(), any::<bool>()).prop_map(|(recurs, meets)| {
        let mut commitment = samples::commitment("joint-validation", "tchm/4", "outcome-2.1");
        commitment.rhythm.as_mut().unwrap().meetings_of = meets.then(|| "tchm".parse().unwrap());
        if recurs { commitment } else { plain() }
    })
}

fn some_meetings() -> impl Strategy<Value = Vec<Held>> {
    let one = |(at, year): (usize, u16)| held(&format!("tchm/{}", at + 1), &year.to_string(), "JP");
    proptest::collection::vec(2005_u16..2022, 0..6).prop_map(move |years| years.into_iter().enumerate().map(one).collect())
}

proptest! {
    #[test]
    fn more_evidence_never_lowers_how_far(
        commitment in some_commitment(), evidence in some_evidence(), meetings in some_meetings(), kept in any::<u8>(),
    ) {
        let part: Vec<Evidence> = evidence.iter().enumerate().filter(|(at, _)| kept >> at & 1 == 1).map(|(_, e)| e.clone()).collect();
        let (less, more) = (derive(&facts(&commitment, &part, &meetings)), derive(&facts(&commitment, &evidence, &meetings)));
        prop_assert!(less.how_far <= more.how_far);
        prop_assert!(less.marks.keys().all(|mark| more.marks.contains_key(mark)));
    }

    #[test]
    fn what_lies_before_the_agreement_changes_nothing(commitment in some_commitment(), evidence in some_evidence(), meetings in some_meetings()) {
        let all = derive(&facts(&commitment, &evidence, &meetings));
        let is_before = |e: &Evidence| all.before.iter().any(|s| s.evidence == e.id);
        let counted: Vec<Evidence> = evidence.iter().filter(|e| !is_before(e)).cloned().collect();
        prop_assert!(evidence.iter().all(|e| is_before(e) == (e.date.first_year() < Some(2011))));
        prop_assert_eq!(State { before: vec![], ..all }, derive(&facts(&commitment, &counted, &meetings)));
    }

    #[test]
    fn a_body_without_meetings_is_one_that_no_meeting_could_speak_for(commitment in some_commitment(), evidence in some_evidence(), meetings in some_meetings()) {
        let silence = derive(&facts(&commitment, &evidence, &meetings)).silence;
        prop_assert!(silence.is_none_or(|s| !s.is_without_meeting || s.meetings.is_empty()));
    }

    #[test]
    fn withdrawing_restores(commitment in some_commitment(), evidence in some_evidence(), meetings in some_meetings(), at in any::<prop::sample::Index>()) {
        let before = derive(&facts(&commitment, &evidence, &meetings));
        let mut more = evidence.clone();
        let added = Evidence { ..told("added", Bearing::ALL[at.index(6)], "2013-05") };
        more.insert(at.index(evidence.len() + 1), added);
        derive(&facts(&commitment, &more, &meetings));
        more.retain(|e| e.id.as_str() != "added");
        prop_assert_eq!(derive(&facts(&commitment, &more, &meetings)), before);
    }

    #[test]
    fn the_order_of_entry_does_not_matter(
        commitment in some_commitment(), evidence in some_evidence(), meetings in some_meetings(), seed in any::<u64>(),
    ) {
        let shuffle = |at: usize| seed.rotate_left(u32::try_from(at * 7 % 64).unwrap()) ^ at as u64;
        let (mut other, mut others) = (evidence.clone(), meetings.clone());
        other.sort_by_key(|e| shuffle(e.id.as_str().len() + usize::from(e.id.as_str().as_bytes()[1])));
        others.reverse();
        prop_assert_eq!(derive(&facts(&commitment, &other, &others)), derive(&facts(&commitment, &evidence, &meetings)));
    }

    #[test]
    fn a_mark_comes_and_goes_with_its_evidence(commitment in some_commitment(), evidence in some_evidence(), meetings in some_meetings()) {
        let state = derive(&facts(&commitment, &evidence, &meetings));
        for mark in Mark::ALL {
            let is_counted = |e: &&Evidence| state.before.iter().all(|s| s.evidence != e.id);
            let makes: Vec<&Evidence> = evidence.iter().filter(is_counted).filter(|e| marks_of(e) == Some(mark)).collect();
            prop_assert_eq!(state.marks.get(&mark).map_or(0, Vec::len), makes.len());
            let without: Vec<Evidence> = evidence.iter().filter(|e| marks_of(e) != Some(mark)).cloned().collect();
            prop_assert!(!derive(&facts(&commitment, &without, &meetings)).marks.contains_key(&mark));
        }
    }

    #[test]
    fn any_dates_are_borne(from in "(\\.\\.|[0-9]{4}(-0[1-9])?)?", until in "[0-9]{4}", today in 0_i32..3_000_000) {
        let Some(today) = Day::from_number(1_721_060 + today) else { return Ok(()) };
        let mut commitment = samples::commitment("joint-validation", "tchm/4", "outcome-2.1");
        commitment.rhythm.as_mut().unwrap().every = Some(crate::commitment::Every::Month);
        commitment.rhythm.as_mut().unwrap().from = from.parse().ok();
        commitment.rhythm.as_mut().unwrap().until = until.parse().ok();
        let state = derive(&Facts { today, ..facts(&commitment, &[], &[]) });
        prop_assert!(state.strip.is_none_or(|s| s.periods.len() <= super::rhythm::MAX_PERIODS));
    }
}
