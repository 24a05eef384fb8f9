//! Proposing commitments and evidence, and publishing what a person confirmed: once, and only while the words stand.

use chancery_app::keeping::Register;
use chancery_app::proposals::commitments::{self, CommitmentsFile};
use chancery_app::proposals::evidence::{self, EvidenceFile, Of};
use chancery_app::proposals::{Options, Outcome, Scope, decide};
use chancery_app::{Actor, AppError, Ctx, ErrorKind};
use chancery_model::journal::Role;
use chancery_model::{Bearing, Kind, Lang, Record, samples};
use chancery_store::Expects;
use tempfile::TempDir;

fn ctx() -> Ctx {
    Ctx::at("2026-11-22T07:20:25Z", Actor { name: "test".into(), role: Role::Operator }, Lang::en())
}

async fn register() -> (Register, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let register = Register::open(folder.path()).await.unwrap();
    register.init(&ctx(), samples::one_of_each(), "a made-up register").await.unwrap_or_else(|e| panic!("{}", e.chain()));
    (register, folder)
}

async fn proposed(register: &Register, scope: Scope, earlier: Option<String>) -> Outcome<commitments::Fields> {
    let options = Options { earlier, ..Options::default() };
    commitments::propose(&ctx(), register, &scope, &options).await.unwrap_or_else(|e| panic!("{}", e.chain()))
}

fn tchm() -> Scope {
    Scope::Mechanism("tchm".parse().unwrap())
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, AppError>, part: &str) {
    let error = outcome.expect_err("refused");
    assert!(error.kind == ErrorKind::Unreadable && error.chain().contains(part), "{}", error.chain());
}

/// Answers the question about some words.
fn answer(file: &mut CommitmentsFile, words: &str, answer: &str, reason: &str) {
    let question = file.questions.iter_mut().find(|question| question.words.contains(words) && question.answer.is_empty()).unwrap();
    (question.answer, question.reason) = (answer.into(), reason.into());
}

#[tokio::test]
async fn outcomes_are_asked_about_and_views_are_not() {
    let (register, _folder) = register().await;
    let found = proposed(&register, tchm(), None).await;
    let words: Vec<&str> = found.file.questions.iter().map(|question| question.words.as_str()).collect();
    // The joint validation of the 4th meeting is a commitment of the register already.
    assert_eq!((found.looked_at, found.known, found.open), (2, 1, 5), "{words:?}");
    assert!(words.contains(&"Decided to meet again") && !words.iter().any(|words| words.contains("views")), "{words:?}");
    let one = proposed(&register, Scope::Meeting("tchm/6".parse().unwrap()), None).await;
    assert_eq!((one.looked_at, one.open), (1, 3));
    assert_eq!(proposed(&register, Scope::All, None).await.file, found.file);
    let none = commitments::propose(&ctx(), &register, &Scope::Meeting("tchm/9".parse().unwrap()), &Options::default()).await;
    assert_eq!(none.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn what_is_confirmed_is_published_once_and_what_is_refused_is_remembered() {
    let (register, _folder) = register().await;
    let mut file = proposed(&register, tchm(), None).await.file;
    answer(&mut file, "Decided", "confirm", "");
    answer(&mut file, "Approved", "refuse", "the plan is a document of its own");
    let text = file.write().unwrap();
    let decided = decide::<commitments::Fields>(&ctx(), &register, &text, "r").await.unwrap();
    assert_eq!((decided.published.len(), decided.refused, decided.open, decided.stale.len()), (1, 1, 3, 0));
    let Some(Record::Commitment(made)) =
        register.store().find_all(&[decided.published[0].parse().unwrap()]).await.unwrap().into_values().next().map(|c| c.record)
    else {
        panic!("the commitment is there")
    };
    let pointer = made.made_at().unwrap();
    assert_eq!((pointer.record.to_string(), pointer.span), ("meeting:tchm/6".to_owned(), Some((0, 21))));
    // The same file again changes nothing, and neither is asked again.
    let head = register.store().head().await.unwrap();
    let again = decide::<commitments::Fields>(&ctx(), &register, &text, "r").await.unwrap();
    assert_eq!((again.batch, again.known, again.refused), (None, 1, 1));
    assert_eq!(register.store().head().await.unwrap(), head);
    let later = proposed(&register, tchm(), Some(text)).await;
    assert_eq!((later.open, later.known, later.answered), (3, 2, 1));
    assert_eq!(later.file.questions.iter().filter(|question| !question.answer.is_empty()).count(), 2);
}

#[tokio::test]
async fn decisions_about_words_that_have_changed_are_named_and_not_applied() {
    let (register, _folder) = register().await;
    let mut file = proposed(&register, Scope::Meeting("tchm/6".parse().unwrap()), None).await.file;
    answer(&mut file, "Decided", "confirm", "");
    answer(&mut file, "officers", "confirm", "");
    let mut meeting = samples::meeting("tchm", 6);
    meeting.accounts[0].outcomes[2].text = "Decided to meet once more.".into();
    register.put(&ctx(), vec![Record::Meeting(meeting)], Expects::Any, "r").await.unwrap();
    let decided = decide::<commitments::Fields>(&ctx(), &register, &file.write().unwrap(), "r").await.unwrap();
    assert_eq!((decided.published.len(), decided.stale.len()), (1, 1), "{decided:?}");
    assert!(decided.stale[0].0.contains("outcome-3") && decided.stale[0].1.contains("revision 2"), "{decided:?}");
}

#[tokio::test]
async fn a_file_that_contradicts_itself_is_refused_with_the_line_and_nothing_is_written() {
    let (register, _folder) = register().await;
    let head = register.store().head().await.unwrap();
    let fresh = proposed(&register, Scope::Meeting("tchm/6".parse().unwrap()), None).await.file;
    let mut changed = fresh.clone();
    answer(&mut changed, "Decided", "confirm", "");
    changed.questions.last_mut().unwrap().fields.title = "Another".into();
    refused(decide::<commitments::Fields>(&ctx(), &register, &changed.write().unwrap(), "r").await, "answer change");
    let mut same = fresh.clone();
    let id = same.questions[0].fields.id.clone();
    same.questions[1].fields.id = id;
    same.questions.iter_mut().for_each(|question| (question.answer, question.reason) = ("change".into(), "r".into()));
    refused(decide::<commitments::Fields>(&ctx(), &register, &same.write().unwrap(), "r").await, "is taken");
    let mut taken = fresh.clone();
    taken.questions[0].fields.id = "joint-validation".parse().unwrap();
    (taken.questions[0].answer, taken.questions[0].reason) = ("change".into(), "r".into());
    refused(decide::<commitments::Fields>(&ctx(), &register, &taken.write().unwrap(), "r").await, "joint-validation is taken");
    let foreign = fresh.write().unwrap().replace("proposes = \"commitments\"", "proposes = \"evidence\"");
    refused(decide::<commitments::Fields>(&ctx(), &register, &foreign, "r").await, "proposes \"evidence\"");
    assert_eq!(register.store().head().await.unwrap(), head);
}

#[tokio::test]
async fn later_words_are_proposed_as_evidence_with_their_reasons() {
    let (register, _folder) = register().await;
    let found = evidence::propose(&ctx(), &register, &Of::All, &Options::default()).await.unwrap();
    assert_eq!(found.looked_at, 1);
    let mut file: EvidenceFile = found.file;
    let question = file.questions.iter_mut().find(|question| question.id.contains("meeting:tchm/6 outcome-2.1")).expect("it is proposed");
    assert!(question.because.iter().any(|reason| reason.contains("100 in 100 of the words")), "{:?}", question.because);
    assert!(!file.questions.iter().any(|question| question.id.contains("tchm/4")), "what was there before is no evidence");
    let question = file.questions.iter_mut().find(|question| question.id.contains("outcome-2.1")).unwrap();
    question.fields.bearing = Bearing::Reaffirms;
    (question.answer, question.reason) = ("change".into(), "the same words two meetings later".into());
    let text = file.write().unwrap();
    let decided = decide::<evidence::Fields>(&ctx(), &register, &text, "r").await.unwrap();
    assert_eq!((decided.published.len(), decided.stale.len()), (1, 0), "{decided:?}");
    assert_eq!(decide::<evidence::Fields>(&ctx(), &register, &text, "r").await.unwrap().batch, None);
    assert_eq!(register.store().list(Kind::Evidence).await.unwrap().len(), 2);
    let again = evidence::propose(&ctx(), &register, &Of::All, &Options::default()).await.unwrap();
    assert_eq!((again.known, again.open), (1, file.questions.len() - 1));
    let none = evidence::propose(&ctx(), &register, &Of::Commitment("none".parse().unwrap()), &Options::default()).await;
    assert_eq!(none.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn the_same_item_in_another_language_is_not_asked_about_again() {
    let (register, _folder) = register().await;
    let japanese = Options { lang: Some(Lang::ja()), ..Options::default() };
    let scope = Scope::Meeting("tchm/4".parse().unwrap());
    let mut meeting = samples::meeting("tchm", 4);
    let mut account = chancery_model::Account { key: "b".into(), is_principal: false, lang: Lang::ja(), ..meeting.accounts[0].clone() };
    let said = ["貿易円滑化について意見交換を行った。", "架空の計画を承認した。", "再び会合を開くことを決定した。"];
    for (item, text) in account.outcomes.iter_mut().zip(said) {
        item.text = text.into();
    }
    account.outcomes[1].items[0].text = "合同の現地確認のため職員を相互に派遣することで合意した。".into();
    let rekey = |item: &mut chancery_model::Item| item.key = format!("b.{}", item.key).parse().unwrap();
    for item in account.agenda.iter_mut().chain(&mut account.outcomes) {
        item.items.iter_mut().for_each(rekey);
        rekey(item);
    }
    meeting.accounts.push(account);
    let asked = async |meeting: &chancery_model::Meeting| {
        register.put(&ctx(), vec![Record::Meeting(meeting.clone())], Expects::Any, "r").await.unwrap_or_else(|e| panic!("{}", e.chain()));
        let found = commitments::propose(&ctx(), &register, &scope, &japanese).await.unwrap();
        let is_asked = found.file.questions.iter().any(|question| question.words.contains("職員"));
        (found.known, is_asked)
    };
    // The English item is the origin of a commitment.
    assert_eq!(asked(&meeting).await, (1, false));
    // An account with other items may number other things: a person is asked.
    meeting.accounts[1].outcomes.truncate(2);
    assert_eq!(asked(&meeting).await, (0, true));
}
