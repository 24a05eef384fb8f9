//! Evidence and exchanges added by hand: what is taken, what is refused and how it is said.

use chancery_app::exchange::NewExchange;
use chancery_app::{AppError, ErrorKind};
use chancery_model::clause::{Clause, ClauseKind};
use chancery_model::paper::{Extractor, LineEnds};
use chancery_model::{Digest, Exchange, MediaType, Paper, PaperText, Rendition};

use super::*;

/// Adds evidence and gives its id and what it made of its commitment.
async fn add(register: &Register, new: NewEvidence) -> (Option<u64>, String, String) {
    let plan = register.plan_evidence(&ctx(), new).await.unwrap_or_else(|e| panic!("{}", e.chain()));
    let written = register.add_evidence(&ctx(), &plan, "r").await.unwrap();
    (written.batch, plan.evidence.id.to_string(), format!("{} {}", plan.before.how_far.as_str(), plan.after.how_far.as_str()))
}

#[tokio::test]
async fn evidence_is_numbered_and_said_once() {
    let (app, register, _folder) = register().await;
    // The evidence of the samples has the number 1.
    let (batch, name, became) = add(&register, a_fact("joint-validation", Bearing::Fulfils, "2013-05")).await;
    assert_eq!((batch, name.as_str(), became.as_str()), (Some(2), "joint-validation-2", "advanced fulfilled"));
    assert_eq!(state(&app, "joint-validation").await, "fulfilled");
    let (batch, name, _) = add(&register, a_fact("joint-validation", Bearing::Fulfils, "2013-05")).await;
    assert_eq!((batch, name.as_str()), (None, "joint-validation-2"), "the same says nothing new");
    // A number that was ever given is not given again.
    register.withdraw(&ctx(), &"evidence:joint-validation-2".parse().unwrap(), "a slip").await.unwrap();
    assert_eq!(state(&app, "joint-validation").await, "advanced");
    assert_eq!(add(&register, a_fact("joint-validation", Bearing::Fulfils, "2013-05")).await.1, "joint-validation-3");
    let named = NewEvidence { id: "a-name".parse().ok(), ..a_fact("joint-validation", Bearing::Disputes, "2014") };
    assert_eq!(add(&register, named).await.1, "a-name");
    assert_eq!(state(&app, "joint-validation").await, "fulfilled disputed");
}

#[tokio::test]
async fn a_rehearsal_writes_nothing() {
    let (app, register, _folder) = register().await;
    let head = app.store().head().await.unwrap();
    let plan = register.plan_evidence(&ctx(), a_fact("joint-validation", Bearing::Ends, "2013")).await.unwrap();
    assert!(plan.before.marks.is_empty() && plan.after.marks.len() == 1 && !plan.is_known);
    assert_eq!(plan.evidence.author, "test");
    assert_eq!(app.store().head().await.unwrap(), head);
}

fn register_words(record: &str, part: Option<&str>, lang: Option<&str>) -> NewEvidence {
    let ground =
        NewGround::Register { record: record.parse().unwrap(), part: part.map(Into::into), lang: lang.map(|lang| lang.parse().unwrap()) };
    NewEvidence { ground, ..a_fact("joint-validation", Bearing::Reaffirms, "2010-11-11") }
}

#[tokio::test]
async fn words_of_the_register_are_pointed_to_as_they_stand_now() {
    let (_app, register, _folder) = register().await;
    let mut meeting = samples::meeting("tchm", 6);
    meeting.accounts[0].outcomes[1].items[0].text = "Agreed to exchange more officers.".into();
    put(&register, vec![Record::Meeting(meeting)]).await;
    let plan = register.plan_evidence(&ctx(), register_words("meeting:tchm/6", Some("outcome-2.1"), None)).await.unwrap();
    let pointer = plan.evidence.pointer().unwrap();
    assert_eq!((pointer.revision, pointer.sha256), (2, Some(Digest::of(b"Agreed to exchange more officers."))));
    let plan = register.plan_evidence(&ctx(), register_words("document:tchm-4-action-plan", None, None)).await.unwrap();
    assert_eq!((plan.evidence.pointer().unwrap().sha256, plan.evidence.pointer().unwrap().revision), (None, 1));
}

#[tokio::test]
async fn a_clause_is_pointed_to_in_the_language_that_is_meant() {
    let (app, register, _folder) = register().await;
    let mut document = samples::document("plan", "tchm/6");
    document.renditions.clear();
    for (lang, words) in [(Lang::en(), "The parties validate sites jointly."), (Lang::ja(), "締約国は、現地を合同で確認する。")]
    {
        let clause = Clause {
            anchor: "article-1".parse().unwrap(),
            kind: ClauseKind::Article,
            number: Some("1".into()),
            level: 0,
            heading: None,
            text: words.into(),
            page: None,
        };
        let paper = Paper {
            media_type: MediaType::Text,
            has_pages: false,
            page_count: 1,
            pages: vec![chancery_model::paper::PageText { number: 1, name: None, text: words.into(), lang: Some(lang.clone()) }],
            line_ends: LineEnds::Paragraph,
            findings: vec![],
            extractor: Extractor { name: "test".into(), version: 1 },
        };
        let text = PaperText { paper, clauses: vec![clause] };
        let digest = app.store().vault().put(text.to_bytes().unwrap()).await.unwrap();
        document.renditions.push(Rendition { text: Some(text.in_short(digest)), ..Rendition::listed(lang, TextStatus::Official) });
    }
    put(&register, vec![Record::Document(document)]).await;
    let clause = async |part: &str, lang| register.plan_evidence(&ctx(), register_words("document:plan", Some(part), lang)).await;
    for (lang, expected, words) in [
        (None, "en", "The parties validate sites jointly."),
        (Some("en"), "en", "The parties validate sites jointly."),
        (Some("ja"), "ja", "締約国は、現地を合同で確認する。"),
    ] {
        let evidence = clause("article-1", lang).await.unwrap().evidence;
        let pointer = evidence.pointer().unwrap();
        assert_eq!((pointer.clause.as_ref().unwrap().lang.as_str(), pointer.sha256), (expected, Some(Digest::of(words.as_bytes()))));
    }
    for (part, lang, expected) in [
        ("article-9", None, "has no clause article-9 in en; it has article-1"),
        ("Article 9", None, "not an anchor of a clause"),
        ("article-1", Some("ko"), "holds no text in ko"),
    ] {
        let error = clause(part, lang).await.unwrap_err();
        assert!(error.kind == ErrorKind::RuleBroken && error.message.contains(expected), "{}", error.message);
    }
}

#[tokio::test]
async fn what_evidence_lacks_is_said() {
    let (app, register, _folder) = register().await;
    let mut gone = samples::meeting("tchm", 5);
    gone.accounts[0].outcomes[2].is_gone = true;
    put(
        &register,
        vec![
            Record::Meeting(gone),
            Record::Commitment(plain("withdrawn", "tchm/4", "outcome-3")),
            Record::Commitment(plain("once", "tchm/4", "outcome-3")),
        ],
    )
    .await;
    register.withdraw(&ctx(), &"commitment:withdrawn".parse().unwrap(), "a slip").await.unwrap();
    let head = app.store().head().await.unwrap();
    let fact = |change: &dyn Fn(&mut NewEvidence)| {
        let mut new = a_fact("joint-validation", Bearing::Advances, "2013");
        change(&mut new);
        new
    };
    let words = |texts: Vec<Text>| NewGround::Fact { texts, source: Source::of("https://news.example/9"), certainty: None };
    let statement = |party: &str| NewGround::Statement {
        party: party.parse().unwrap(),
        texts: vec![Text::new(Lang::ja(), "実施した。", TextStatus::Original)],
        source: Source::of("https://customs.example/1"),
    };
    for (new, kind, expected) in [
        (fact(&|e| e.commitment = id("nothing")), ErrorKind::NotFound, "there is no commitment:nothing"),
        (fact(&|e| e.commitment = id("withdrawn")), ErrorKind::Withdrawn, "commitment:withdrawn was withdrawn: a slip"),
        (fact(&|e| (e.bearing, e.superseded_by) = (Bearing::Supersedes, Some(id("nothing")))), ErrorKind::NotFound, "commitment:nothing"),
        (fact(&|e| e.superseded_by = Some(id("joint-validation"))), ErrorKind::RuleBroken, "only evidence that supersedes"),
        (fact(&|e| (e.is_beginning, e.bearing) = (true, Bearing::Ends)), ErrorKind::RuleBroken, "can be its beginning"),
        (fact(&|e| e.date = "2031".parse().unwrap()), ErrorKind::RuleBroken, "2031 is yet to come"),
        (
            fact(&|e| (e.commitment, e.period) = (id("once"), "2012".parse().ok())),
            ErrorKind::RuleBroken,
            "commitment:once is to be done once",
        ),
        (fact(&|e| e.ground = words(vec![])), ErrorKind::RuleBroken, "has words"),
        (fact(&|e| e.ground = words(vec![Text::new(Lang::en(), " ", TextStatus::Summary)])), ErrorKind::RuleBroken, "is empty"),
        (
            fact(&|e| e.ground = words(["One.", "Two."].map(|text| Text::new(Lang::en(), text, TextStatus::Summary)).to_vec())),
            ErrorKind::RuleBroken,
            "two texts are in one language",
        ),
        (fact(&|e| e.ground = statement("FR")), ErrorKind::RuleBroken, "FR is no party of this register; its parties are CN, JP, KR"),
        (
            fact(&|e| e.ground = NewGround::Fact { texts: vec![], source: Source::of("the press"), certainty: None }),
            ErrorKind::RuleBroken,
            "has words",
        ),
        (fact(&|e| e.id = "joint-validation-1".parse().ok()), ErrorKind::Conflict, "is there already and says something else"),
        (register_words("meeting:tchm/9", None, None), ErrorKind::NotFound, "there is no meeting:tchm/9"),
        (
            register_words("meeting:tchm/6", Some("outcome-9"), None),
            ErrorKind::RuleBroken,
            "it has agenda-p1, outcome-1, outcome-2, outcome-2.1",
        ),
        (register_words("meeting:tchm/6", Some("9"), None), ErrorKind::RuleBroken, "not an item key"),
        (register_words("meeting:tchm/5", Some("outcome-3"), None), ErrorKind::RuleBroken, "its source no longer has the item outcome-3"),
        (register_words("meeting:tchm/6", Some("outcome-3"), Some("ja")), ErrorKind::RuleBroken, "told of a clause only"),
        (register_words("document:tchm-4-action-plan", Some("article-1"), None), ErrorKind::RuleBroken, "holds no text"),
        (register_words("topic:customs", None, None), ErrorKind::RuleBroken, "a topic is neither"),
    ] {
        let error = register.plan_evidence(&ctx(), new).await.expect_err(expected);
        assert!(error.kind == kind && error.message.contains(expected), "{}: {}", error.kind.code(), error.message);
    }
    assert_eq!(app.store().head().await.unwrap(), head, "nothing was written");
}

#[tokio::test]
async fn a_partys_reply_is_shown_as_its_own() {
    let (app, register, _folder) = register().await;
    let texts = vec![
        Text::new(Lang::ja(), "二国間の覚書に基づき実施した。", TextStatus::Original),
        Text::new(Lang::en(), "It was carried out under a memorandum of the two.", TextStatus::Translation),
    ];
    let ground = NewGround::Statement { party: "JP".parse().unwrap(), texts, source: Source::of("https://customs.example/1") };
    add(&register, NewEvidence { ground, ..a_fact("joint-validation", Bearing::Disputes, "2014") }).await;
    let view = app.read_commitment(&ctx(), &id("joint-validation")).await.unwrap();
    let Ground::Statement { party, texts, .. } = &view.evidence[1].evidence.ground else { panic!("{:?}", view.evidence) };
    assert_eq!((party.as_str(), texts.len(), texts[0].status), ("JP", 2, TextStatus::Original));
    assert_eq!(state(&app, "joint-validation").await, "advanced disputed");
}

fn another(id: &str, change: impl Fn(&mut Exchange)) -> NewExchange {
    let mut exchange = Exchange { id: id.parse().unwrap(), ..samples::exchange() };
    change(&mut exchange);
    NewExchange { line: Some(2), exchange }
}

fn refusals(refused: &[(Option<u64>, AppError)]) -> Vec<String> {
    refused.iter().map(|(_, error)| error.chain()).collect()
}

#[tokio::test]
async fn exchanges_are_added_all_or_none() {
    let (app, register, _folder) = register().await;
    let head = app.store().head().await.unwrap();
    let bad = |id: &str, change: &dyn Fn(&mut Exchange)| another(id, change);
    let new = vec![
        another("good", |_| {}),
        bad("no-party", &|e| e.from = vec!["FR".parse().unwrap()]),
        bad("to-come", &|e| e.period = "2031".parse().unwrap()),
        bad("to-be-sent", &|e| (e.sent, e.acknowledged) = ("2031-01".parse().ok(), None)),
        bad("no-commitment", &|e| e.commitment = "nothing".parse().ok()),
        bad("unconfirmed", &|e| e.confirmed_by.truncate(1)),
        bad("not-named", &|e| e.confirmed_by.push("CN".parse().unwrap())),
        bad("container", &|e| e.scope[0].text = "the box CSQU 305438 3".into()),
        bad("declaration", &|e| e.scope[0].text = "declaration 1234567890".into()),
        bad("person", &|e| e.notes = vec![Text::new(Lang::en(), "handed over by Mr Example", TextStatus::Summary)]),
        bad("good", &|e| e.count = None),
        bad("made-up-notices-2012-1", &|e| e.sent = None),
    ];
    let done = register.add_exchanges(&ctx(), new, "r").await.unwrap();
    let said = refusals(&done.refused);
    let expected = [
        "FR is no party",
        "to-come, period: 2031 is yet to come",
        "to-be-sent, sent: 2031-01 is yet to come",
        "there is no commitment:nothing",
        "that KR did not confirm",
        "does not name CN",
        "the number of a container (ISO 6346); an exchange says that something was exchanged and never what",
        "looks like the number of a document",
        "names a person",
        "stands in line 2 already",
        "is there already and says something else",
    ];
    assert_eq!(said.len(), expected.len(), "{said:?}");
    said.iter().zip(expected).for_each(|(said, expected)| assert!(said.contains(expected), "{said} is not {expected}"));
    assert_eq!((done.batch, app.store().head().await.unwrap()), (None, head), "nothing was written");
    let good = || vec![another("good", |_| {}), another("better", |_| {}), another("made-up-notices-2012-1", |_| {})];
    let done = register.add_exchanges(&ctx(), good(), "r").await.unwrap();
    assert_eq!((done.batch, done.added.len(), done.unchanged), (Some(2), 2, 1));
    let done = register.add_exchanges(&ctx(), good(), "r").await.unwrap();
    assert_eq!((done.batch, done.added.len(), done.unchanged), (None, 0, 3));
    let view = app.read_commitment(&ctx(), &id("joint-validation")).await.unwrap();
    assert_eq!(view.exchanges.len(), 3);
}

#[tokio::test]
async fn a_figure_waits_for_every_party_that_is_named() {
    let (_app, register, _folder) = register().await;
    let unconfirmed = another("waiting", |e| (e.count, e.confirmed_by) = (None, vec![]));
    register.add_exchanges(&ctx(), vec![unconfirmed], "r").await.unwrap();
    let confirm = async |by: &[&str], count: Option<u64>| {
        let by: Vec<_> = by.iter().map(|party| party.parse().unwrap()).collect();
        register
            .confirm_exchange(&ctx(), &"waiting".parse().unwrap(), &by, count, "r")
            .await
            .map(|(written, awaited)| (written.batch, awaited.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")))
    };
    let refused = async |by: &[&str], count, expected: &str| {
        let error = confirm(by, count).await.unwrap_err();
        assert!(error.kind == ErrorKind::RuleBroken && error.message.contains(expected), "{}", error.message);
    };
    refused(&["KR"], Some(7), "that JP did not confirm").await;
    refused(&["CN"], None, "does not name CN, which cannot confirm it; it names JP, KR").await;
    assert_eq!(confirm(&["KR"], None).await.unwrap(), (Some(3), "JP".to_owned()));
    assert_eq!(confirm(&["KR"], None).await.unwrap(), (None, "JP".to_owned()), "a word is given once");
    assert_eq!(confirm(&["JP"], Some(7)).await.unwrap(), (Some(4), String::new()));
    refused(&["JP"], Some(8), "has the figure 7").await;
    let shown = register.show(&"exchange:waiting".parse().unwrap(), None).await.unwrap().content;
    let chancery_app::keeping::Shown::Record(shown) = shown else { panic!("{shown:?}") };
    assert_eq!((shown["count"].as_u64(), shown["confirmed_by"].to_string()), (Some(7), "[\"JP\",\"KR\"]".to_owned()));
    let none = register.confirm_exchange(&ctx(), &"nothing".parse().unwrap(), &[], None, "r").await.unwrap_err();
    assert_eq!(none.kind, ErrorKind::NotFound);
}
