//! What was derived is derived again after a withdrawal, an undo, another order of entry.

use super::*;

#[tokio::test]
async fn evidence_that_is_withdrawn_leaves_no_trace_in_the_state() {
    let (app, register, _folder) = register().await;
    put(&register, vec![Record::Commitment(plain("meet-again", "tchm/4", "outcome-3"))]).await;
    let before = app.read_commitment(&ctx(), &id("meet-again")).await.unwrap().row.state;
    assert_eq!((before.how_far.as_str(), before.silence.as_ref().unwrap().meetings.len()), ("no-evidence", 2));
    for (bearing, expected) in [
        (Bearing::Reaffirms, "no-evidence"),
        (Bearing::Advances, "advanced"),
        (Bearing::Fulfils, "fulfilled"),
        (Bearing::Supersedes, "no-evidence superseded"),
        (Bearing::Ends, "no-evidence ended"),
        (Bearing::Disputes, "no-evidence disputed"),
    ] {
        let evidence = at(&format!("evidence-{bearing}"), "meet-again", bearing, "tchm/5", "outcome-3");
        let address = Record::Evidence(evidence.clone()).address();
        put(&register, vec![Record::Evidence(evidence)]).await;
        assert_eq!(state(&app, "meet-again").await, expected);
        register.withdraw(&ctx(), &address, "it is about something else").await.unwrap();
        assert_eq!(app.read_commitment(&ctx(), &id("meet-again")).await.unwrap().row.state, before, "{bearing} leaves something behind");
    }
}

#[tokio::test]
async fn undoing_a_batch_takes_its_commitments_and_evidence_back() {
    let (app, register, _folder) = register().await;
    let before = app.read_commitment(&ctx(), &id("joint-validation")).await.unwrap().row.state;
    let batch = put(
        &register,
        vec![
            Record::Commitment(plain("meet-again", "tchm/4", "outcome-3")),
            Record::Evidence(on("done", "joint-validation", Bearing::Fulfils, "2013")),
            Record::Evidence(on("done-too", "meet-again", Bearing::Fulfils, "2013")),
        ],
    )
    .await;
    assert_eq!(state(&app, "joint-validation").await, "fulfilled");
    register.undo(&ctx(), batch, "too early").await.unwrap();
    assert_eq!(app.read_commitment(&ctx(), &id("joint-validation")).await.unwrap().row.state, before);
    assert!(app.read_commitment(&ctx(), &id("meet-again")).await.is_err());
    let told = app.read_meeting_follow_through(&ctx(), &"tchm/6".parse().unwrap()).await.unwrap();
    assert_eq!(ids(&told.carried_over), ["joint-validation"]);
}

#[tokio::test]
async fn the_order_in_which_evidence_comes_does_not_matter() {
    let evidence = [
        at("e-1", "joint-validation", Bearing::Reaffirms, "tchm/5", "outcome-2.1"),
        at("e-2", "joint-validation", Bearing::Advances, "tchm/6", "outcome-2.1"),
        on("e-3", "joint-validation", Bearing::Fulfils, "2013"),
        on("e-4", "joint-validation", Bearing::Disputes, "2012"),
        on("e-5", "joint-validation", Bearing::Disputes, "2011"),
    ];
    let mut states = Vec::new();
    for turn in 0..evidence.len() {
        let (app, register, _folder) = register().await;
        for piece in evidence.iter().cycle().skip(turn).take(evidence.len()) {
            put(&register, vec![Record::Evidence(piece.clone())]).await;
        }
        states.push(app.read_commitment(&ctx(), &id("joint-validation")).await.unwrap().row.state);
    }
    assert!(states.iter().all(|state| *state == states[0]), "{states:?}");
    assert_eq!(states[0].how_far.as_str(), "fulfilled");
}
