//! Imports on real databases with a fixed clock: what a page may change, what it must leave, what it must ask.

mod accounts;
mod decisions;
mod merging;
mod promises;
mod seed;

use chancery_app::decisions::Decisions;
use chancery_app::import::{self, ImportReport, Input, Options, Outcome, PageAddress};
use chancery_app::keeping::Register;
use chancery_app::{Actor, AppError, Ctx};
use chancery_model::journal::Role;
use chancery_model::{Kind, Lang, Meeting, Record, RecordRef, samples};
use chancery_store::{Expects, Lookup};
use tempfile::TempDir;

/// The address of the made-up page.
const PAGE_URL: &str = "https://secretariat.example/mechanism?topic=10";
/// The address of another made-up page about the same meetings.
const OTHER_URL: &str = "https://ministry.example/meetings";

fn ctx() -> Ctx {
    on("2026-11-22")
}

fn on(day: &str) -> Ctx {
    Ctx::at(format!("{day}T07:20:25Z"), Actor { name: "test".into(), role: Role::Operator }, Lang::en())
}

/// A register with a framework, a topic, three organisations and one place, and a folder that lives as long.
struct Desk {
    register: Register,
    _folder: TempDir,
}

impl Desk {
    async fn new() -> Desk {
        Desk::with(vec![]).await
    }

    /// A register that also has these records.
    async fn with(more: Vec<Record>) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let register = Register::open(folder.path()).await.unwrap();
        let small = |r: &Record| matches!(r.kind(), Kind::Framework | Kind::Topic | Kind::Organisation | Kind::Place);
        let mut records: Vec<Record> = samples::a_register().into_iter().filter(small).collect();
        records.extend(more);
        register.init(&ctx(), records, "a made-up register").await.unwrap();
        Desk { register, _folder: folder }
    }

    async fn try_import(&self, page: &str, url: &str, change: impl FnOnce(&mut Options)) -> Result<ImportReport, AppError> {
        let mut options =
            Options { topic: Some("customs".parse().unwrap()), address: PageAddress::Given(url.into()), ..Options::default() };
        change(&mut options);
        import::run(&ctx(), &self.register, Input { name: "page.txt", bytes: page.as_bytes() }, &options).await
    }

    async fn import(&self, page: &str) -> ImportReport {
        self.import_from(page, PAGE_URL).await
    }

    async fn import_from(&self, page: &str, url: &str) -> ImportReport {
        self.try_import(page, url, |_| {}).await.unwrap_or_else(|e| panic!("{}", e.chain()))
    }

    /// Answers every question of a report whose id contains `part`, and imports once more.
    async fn answer(&self, page: &str, report: &ImportReport, answers: &[(&str, &str)]) -> Result<ImportReport, AppError> {
        let mut decisions = decisions_of(report);
        for question in &mut decisions.questions {
            if let Some((_, answer)) = answers.iter().find(|(part, _)| question.id.contains(part)) {
                question.answer = (*answer).into();
                question.reason = "checked by hand".into();
            }
        }
        let text = decisions.write().unwrap();
        let decisions = Decisions::read(&text).unwrap();
        self.try_import(page, &report.source.url, |options| options.decisions = Some(decisions)).await
    }

    async fn meeting(&self, id: &str) -> Meeting {
        match self.find(&format!("meeting:{id}")).await {
            Some(Record::Meeting(meeting)) => meeting,
            other => panic!("{id}: {other:?}"),
        }
    }

    async fn find(&self, address: &str) -> Option<Record> {
        match self.register.store().find(&address.parse::<RecordRef>().unwrap()).await.unwrap() {
            Lookup::Found(current) => Some(current.record),
            _ => None,
        }
    }

    async fn put(&self, record: Record) {
        self.register.put(&ctx(), vec![record], Expects::Any, "an editor's change").await.unwrap();
    }

    async fn seq(&self) -> u64 {
        self.register.store().head().await.unwrap().seq
    }
}

fn decisions_of(report: &ImportReport) -> Decisions {
    Decisions {
        source: report.source.url.clone(),
        sha256: report.source.sha256,
        topic: report.topic.clone(),
        asked_at: ctx().now,
        questions: report.questions.clone(),
    }
}

fn outcomes(report: &ImportReport) -> Vec<(Outcome, String)> {
    let address = |a: &Option<RecordRef>| a.as_ref().map_or_else(|| "-".into(), ToString::to_string);
    report.proposals.iter().map(|p| (p.outcome, address(&p.address))).collect()
}

fn question_ids(report: &ImportReport) -> Vec<&str> {
    report.questions.iter().map(|q| q.id.as_str()).collect()
}

/// The made-up page: one mechanism, two meetings.
const PAGE: &str = "\
Customs
Mechanism Search

Ministerial Meetings

Tripartite Customs Heads’ Meeting (TCHM) Latest Event : 2010.11.11
6th Tripartite Customs Heads’ Meeting (TCHM)

Download. EN CN

  • 2010.11.11
  • Tokyo, Japan
■Participants
China: General Administration of Customs
Japan: Customs and Tariff Bureau
ROK: Korea Customs Service

■Agenda
Made-up barriers at made-up borders

■Outcome
1. Exchanged views on made-up barriers.
2. Approved the made-up plan. It covers:
1) joint training of made-up officers;
2) a list of made-up goods.
3. Decided to meet again.

■Documents
Made-up Action Plan (2010.11.11)
Joint Press Release of the 6th made-up meeting
5th Tripartite Customs Heads’ Meeting (TCHM)
  • 2009.11.11
  • Sapporo, Japan
■Outcome
1. Agreed on a made-up list.
";
