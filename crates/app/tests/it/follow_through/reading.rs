//! One commitment, lists, what a meeting did about what was open, the brief for the next, processes and projects.

use chancery_app::Miss;
use chancery_app::commitment::{CommitmentQuery, Silent};
use chancery_model::follow_through::{HowFar, Mark};
use chancery_model::pointer::Standing;
use chancery_model::{Exchange, Mechanism, Name, PlannedMeeting};

use super::*;
use crate::follow::found;

/// Commitments of several meetings, beside the yearly one of the samples.
async fn with_commitments() -> (App, Register, TempDir) {
    let (app, register, folder) = register().await;
    put(
        &register,
        vec![
            Record::Commitment(plain("meet-again", "tchm/4", "outcome-3")),
            Record::Commitment(plain("done-in-2010", "tchm/4", "outcome-1")),
            Record::Commitment(Commitment {
                parties: vec!["JP".parse().unwrap(), "KR".parse().unwrap()],
                ..plain("of-the-sixth", "tchm/6", "outcome-3")
            }),
            Record::Evidence(on("done-1", "done-in-2010", Bearing::Fulfils, "2010-01")),
            Record::Evidence(at("again-1", "joint-validation", Bearing::Reaffirms, "tchm/6", "outcome-2.1")),
        ],
    )
    .await;
    (app, register, folder)
}

#[tokio::test]
async fn a_meeting_carries_over_takes_up_and_agrees_anew() {
    let (app, _register, _folder) = with_commitments().await;
    let at_meeting = async |meeting: &str| {
        let told = app.read_meeting_follow_through(&ctx(), &meeting.parse().unwrap()).await.unwrap();
        (ids(&told.new), ids(told.taken_up.iter().map(|(row, _)| row)), ids(&told.carried_over))
    };
    let of = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (new, taken_up, carried_over) = at_meeting("tchm/4").await;
    assert_eq!((new, taken_up, carried_over), (of(&["done-in-2010", "joint-validation", "meet-again"]), vec![], vec![]));
    // What was done in January 2010 was open in November 2009 and is not any more in November 2010.
    let (new, taken_up, carried_over) = at_meeting("tchm/5").await;
    assert_eq!((new, taken_up, carried_over), (vec![], vec![], of(&["done-in-2010", "joint-validation", "meet-again"])));
    let (new, taken_up, carried_over) = at_meeting("tchm/6").await;
    assert_eq!((new, taken_up, carried_over), (of(&["of-the-sixth"]), of(&["joint-validation"]), of(&["meet-again"])));
    assert_eq!(at_meeting("tchm/99").await, (vec![], vec![], vec![]), "a meeting that is not there did nothing");
}

#[tokio::test]
async fn the_brief_has_what_is_open_by_mechanism_and_counts_what_is_not() {
    let (app, register, _folder) = with_commitments().await;
    let group = Mechanism { parent: Some("tchm".parse().unwrap()), ..samples::mechanism("tchm-ipr", "customs") };
    let of_group = Commitment { mechanism: group.id.clone(), ..plain("of-the-group", "tchm/5", "outcome-3") };
    put(&register, vec![Record::Mechanism(group), Record::Commitment(of_group)]).await;
    app.follow_once().await.unwrap();
    let brief = app.read_brief(&ctx(), &"tchm".parse().unwrap()).await.unwrap();
    let open: Vec<(String, Vec<String>)> =
        brief.open.iter().map(|(mechanism, entries)| (mechanism.to_string(), ids(entries.iter().map(|entry| &entry.row)))).collect();
    let [own, group] = open.as_slice() else { panic!("{open:?}") };
    assert_eq!(
        (own.0.as_str(), own.1.as_slice()),
        ("tchm", ["joint-validation", "meet-again", "of-the-sixth"].map(String::from).as_slice())
    );
    assert_eq!((group.0.as_str(), group.1.as_slice()), ("tchm-ipr", ["of-the-group".to_owned()].as_slice()));
    assert_eq!((brief.closed.len(), brief.processes.len()), (1, 1));
    let entry = |id: &str| brief.open[0].1.iter().find(|entry| entry.row.commitment.id.as_str() == id).unwrap();
    let silent = |id: &str| entry(id).row.state.silence.clone().unwrap();
    assert_eq!(silent("meet-again").meetings.len(), 2, "the 5th and the 6th could have reported");
    assert_eq!((silent("of-the-sixth").meetings.len(), silent("of-the-sixth").is_without_meeting), (0, true), "it met no more");
    let words = entry("joint-validation").words.as_ref().unwrap().text.as_ref().unwrap();
    assert_eq!(words.text, "Agreed to exchange officers for joint site validation.", "a desk reads what was agreed");
    assert_eq!((entry("joint-validation").latest.is_some(), entry("meet-again").latest), (true, None));
    // One party was host each time: that is no turn, and nothing follows for the next.
    assert_eq!((brief.turn.hosts.len(), brief.turn.next_ordinal, brief.turn.expected), (3, Some(7), None));
    let none = app.read_brief(&ctx(), &"nowhere".parse().unwrap()).await.unwrap();
    assert_eq!((none.open.len(), none.closed.len()), (0, 0));
}

#[tokio::test]
async fn lists_are_narrowed_by_every_facet() {
    let (app, register, _folder) = with_commitments().await;
    put(&register, vec![Record::Evidence(on("disputed-1", "meet-again", Bearing::Disputes, "2012"))]).await;
    let list = async |query: CommitmentQuery| ids(&app.list_commitments(&ctx(), &query).await.unwrap().rows);
    let none = CommitmentQuery::default;
    let all = ["of-the-sixth", "done-in-2010", "joint-validation", "meet-again"].as_slice();
    for (query, expected) in [
        (none(), all),
        (CommitmentQuery { topic: "customs".parse().ok(), ..none() }, all),
        (CommitmentQuery { topic: "health".parse().ok(), ..none() }, &[]),
        (CommitmentQuery { mechanism: "tchm".parse().ok(), ..none() }, all),
        (CommitmentQuery { meeting: "tchm/6".parse().ok(), ..none() }, &["of-the-sixth"]),
        (CommitmentQuery { party: "CN".parse().ok(), ..none() }, &["done-in-2010", "joint-validation", "meet-again"]),
        (CommitmentQuery { party: "KR".parse().ok(), ..none() }, all),
        (CommitmentQuery { field: "enforcement".parse().ok(), ..none() }, all),
        (CommitmentQuery { year: Some(2010), ..none() }, &["of-the-sixth"]),
        (CommitmentQuery { how_far: Some(HowFar::Fulfilled), ..none() }, &["done-in-2010"]),
        (CommitmentQuery { how_far: Some(HowFar::Advanced), ..none() }, &["joint-validation"]),
        (CommitmentQuery { mark: Some(Mark::Disputed), ..none() }, &["meet-again"]),
        (CommitmentQuery { mark: Some(Mark::Ended), ..none() }, &[]),
        (CommitmentQuery { silent: "1".parse().ok(), ..none() }, &[]),
        (CommitmentQuery { silent: "no-meeting".parse().ok(), ..none() }, &["of-the-sixth", "joint-validation", "meet-again"]),
        (CommitmentQuery { is_open: true, ..none() }, &["of-the-sixth", "joint-validation", "meet-again"]),
        (CommitmentQuery { is_open: true, year: Some(2008), party: "CN".parse().ok(), ..none() }, &["joint-validation", "meet-again"]),
    ] {
        assert_eq!(list(query.clone()).await, expected, "{query:?}");
    }
    let facets = app.list_commitments(&ctx(), &none()).await.unwrap().facets;
    assert_eq!(facets["year"], [("2008".to_owned(), 3), ("2010".to_owned(), 1)]);
    assert_eq!(facets["party"], [("JP".to_owned(), 1), ("KR".to_owned(), 1)]);
    assert_eq!(facets["mark"], [("disputed".to_owned(), 1)]);
    let scale: Vec<&str> = facets["state"].iter().map(|(grade, _)| grade.as_str()).collect();
    assert_eq!(scale, ["no-evidence", "advanced", "fulfilled"], "in the order of the scale");
    assert_eq!(facets["silent"], [("no-meeting".to_owned(), 3)]);
    for wrong in ["0", "-1", "never", ""] {
        assert!(wrong.parse::<Silent>().is_err(), "{wrong:?}");
    }
}

#[tokio::test]
async fn a_commitment_shows_its_words_as_they_were_and_says_that_they_changed() {
    let (app, register, _folder) = with_commitments().await;
    let view = app.read_commitment(&ctx(), &id("joint-validation")).await.unwrap();
    let (_, words) = &view.origins[0];
    assert_eq!(words.text.as_ref().unwrap().text, "Agreed to exchange officers for joint site validation.");
    assert_eq!((words.standing, view.evidence.len()), (Standing::Same, 2));
    assert_eq!((view.processes.len(), view.initiatives.len(), view.exchanges.len()), (1, 1, 1));
    assert!(view.evidence[0].words.is_some() && view.evidence[1].words.is_none(), "by date: the item of 2010, the fact of 2012");
    let mut meeting = samples::meeting("tchm", 4);
    meeting.accounts[0].outcomes[1].items[0].text = "Agreed to look at sites.".into();
    put(&register, vec![Record::Meeting(meeting)]).await;
    let view = app.read_commitment(&ctx(), &id("joint-validation")).await.unwrap();
    let (_, words) = &view.origins[0];
    assert_eq!(words.standing, Standing::Changed);
    assert_eq!(words.text.as_ref().unwrap().text, "Agreed to exchange officers for joint site validation.", "the words that were agreed");
    assert_eq!(view.row.state.how_far, HowFar::Advanced, "a revised page takes nothing back");
}

#[tokio::test]
async fn a_plan_stands_beside_what_took_place() {
    let (app, register, _folder) = register().await;
    let planned = |ordinal| Commitment {
        plans: Some(PlannedMeeting {
            mechanism: "tchm".parse().unwrap(),
            ordinal: Some(ordinal),
            date: "2010".parse().ok(),
            place: None,
            host: "KR".parse().ok(),
        }),
        ..plain(&format!("plan-{ordinal}"), "tchm/4", "outcome-3")
    };
    put(&register, vec![Record::Commitment(planned(6)), Record::Commitment(planned(7))]).await;
    let held = app.read_commitment(&ctx(), &id("plan-6")).await.unwrap().happened.unwrap();
    assert_eq!((held.id.as_str(), held.host.unwrap().as_str()), ("tchm/6", "JP"));
    assert!(app.read_commitment(&ctx(), &id("plan-7")).await.unwrap().happened.is_none());
}

#[tokio::test]
async fn what_moved_went_or_never_was_is_told_apart() {
    let (app, register, _folder) = with_commitments().await;
    register.rename(&ctx(), &"commitment:meet-again".parse().unwrap(), "meet-yearly", "r").await.unwrap();
    register.withdraw(&ctx(), &"commitment:of-the-sixth".parse().unwrap(), "a slip").await.unwrap();
    let read = async |text: &str| app.read_commitment(&ctx(), &id(text)).await;
    assert!(matches!(read("meet-again").await, Err(Miss::Moved(to)) if to.id() == "meet-yearly"));
    assert!(matches!(read("of-the-sixth").await, Err(Miss::Gone { reason, .. }) if reason.text == "a slip"));
    assert!(matches!(read("nothing").await, Err(Miss::Absent(_))));
    assert!(matches!(app.read_process(&ctx(), &"nothing".parse().unwrap()).await, Err(Miss::Absent(_))));
    assert!(matches!(app.read_initiative(&ctx(), &"nothing".parse().unwrap()).await, Err(Miss::Absent(_))));
    // The lists know only what stands.
    let list = app.list_commitments(&ctx(), &CommitmentQuery::default()).await.unwrap();
    assert_eq!(ids(&list.rows), ["done-in-2010", "joint-validation", "meet-yearly"]);
}

#[tokio::test]
async fn a_process_and_a_project_lead_to_what_belongs_to_them() {
    let (app, _register, _folder) = register().await;
    let process = app.read_process(&ctx(), &"made-up-recognition".parse().unwrap()).await.unwrap();
    let cell = |track: &str, step: &str| process.process.find_cell(&track.parse().unwrap(), &step.parse().unwrap());
    assert_eq!(cell("jp-kr", "in-force").unwrap().date.unwrap().to_string(), "2011-11-01");
    assert!(cell("cn-kr", "in-force").is_none(), "no source, no cell");
    let project = app.read_initiative(&ctx(), &"made-up-project".parse().unwrap()).await.unwrap();
    assert_eq!(project.origins[0].text.as_ref().unwrap().text, "Approved the made-up plan. Updates include:");
    let records: Vec<String> = project.records.iter().map(|hit| hit.address.to_string()).collect();
    assert_eq!(records, ["document:tchm-4-action-plan", "meeting:tchm/4"]);
    assert_eq!((ids(&project.commitments), project.processes.len(), project.exchanges.len()), (vec!["joint-validation".to_owned()], 1, 1));
}

#[tokio::test]
async fn projects_processes_and_named_exchanges_are_found() {
    let (app, register, _folder) = register().await;
    let lantern = Exchange {
        id: "lantern".parse().unwrap(),
        names: vec![Name::new(Lang::en(), "Operation Lantern"), Name::new(Lang::ko(), "등불 작전")],
        ..samples::exchange()
    };
    put(&register, vec![Record::Exchange(lantern)]).await;
    app.follow_once().await.unwrap();
    for (query, wanted) in [
        ("made-up project", "initiative:made-up-project"),
        ("虚构项目", "initiative:made-up-project"),
        ("架空プロジェクト", "initiative:made-up-project"),
        ("가상 프로젝트", "initiative:made-up-project"),
        ("made-up recognition", "process:made-up-recognition"),
        ("架空の相互承認", "process:made-up-recognition"),
        // A step, and what a source says of it.
        ("生效", "process:made-up-recognition"),
        ("in force between two", "process:made-up-recognition"),
        ("lantern", "exchange:lantern"),
        ("등불 작전", "exchange:lantern"),
        ("kind:project customs", "initiative:made-up-project"),
        ("种类:项目 海关", "initiative:made-up-project"),
        ("kind:exchange notices", "exchange:lantern"),
    ] {
        let hits = found(&app, query).await;
        assert!(hits.iter().any(|hit| hit == wanted), "{query:?} found {hits:?}");
    }
    // An exchange without a name is found by what it belongs to; that there is one is no hit of its own.
    assert!(!found(&app, "notices of made-up seizures").await.iter().any(|hit| hit == "exchange:made-up-notices-2012-1"));
    register.withdraw(&ctx(), &"exchange:lantern".parse().unwrap(), "made up").await.unwrap();
    app.follow_once().await.unwrap();
    assert!(found(&app, "lantern").await.is_empty());
}
