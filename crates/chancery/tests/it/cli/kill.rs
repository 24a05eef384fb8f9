//! An import that is killed at any moment leaves a whole batch or none, and the next start needs no hand.

use std::time::{Duration, Instant};

use chancery_app::keeping::Register;

use super::*;

/// How many imports are killed.
const KILLS: u32 = 100;

#[test]
fn an_import_killed_at_any_moment_leaves_a_whole_batch_or_none() {
    let mut terminal = Terminal::with_register();
    let page = terminal.read("page-en.txt");
    // Every import brings a batch: two documents of another title each time, and a reading.
    let write =
        |terminal: &Terminal, n: u32| terminal.write("page-en.txt", &page.replace("Lens Plan\n", &format!("Lens Plan, draft {n}\n")));
    write(&terminal, 0);
    terminal.import(&[]);
    write(&terminal, 1);
    let begin = Instant::now();
    assert!(matches!(terminal.import(&[]).status, 0 | 3));
    let whole_run = begin.elapsed();

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let state = |terminal: &Terminal| {
        runtime.block_on(async {
            let register = Register::open_existing(&terminal.path("chancery-data")).await.unwrap();
            let head = register.store().head().await.unwrap();
            let last = register.store().changes(head.seq.saturating_sub(1), 1).await.unwrap();
            register.store().close().await;
            (head.seq, last[0].batch.number)
        })
    };
    let (mut seq, mut batch) = state(&terminal);
    let (mut whole, mut none) = (0, 0);
    // Moments spread over the whole run and a little beyond, in an order that looks like chance and is the same each time.
    for n in 0..KILLS {
        write(&terminal, n + 2);
        let arguments = ["import", "page-en.txt", "--url", PAGE_URL, "--read-on", "2026-11-22"];
        let mut child = terminal.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let share = (n * 37) % KILLS;
        std::thread::sleep(Duration::from_secs_f64(whole_run.as_secs_f64() * 1.1 * f64::from(share) / f64::from(KILLS)));
        let _ = child.kill();
        child.wait().unwrap();
        let (seq_now, batch_now) = state(&terminal);
        match (seq_now - seq, batch_now - batch) {
            (0, 0) => none += 1,
            (entries, 1) => {
                assert!(entries >= 2, "a batch of {entries} entries at kill {n}");
                whole += 1;
            }
            other => panic!("kill {n} left {other:?}"),
        }
        (seq, batch) = (seq_now, batch_now);
    }
    write(&terminal, 0);
    assert!(matches!(terminal.import(&[]).status, 0 | 3), "the next start needs no hand");
    assert_eq!(terminal.run(&["verify"]).status, 0, "{}", terminal.transcript);
    assert_eq!(whole + none, KILLS);
    assert!(none > 0, "no import was killed before its batch: {whole} whole");
}
