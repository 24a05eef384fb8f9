//! After every fault: is everything that was acknowledged there, once, and do all nodes tell the same?
//!
//! The proof reads what each node exports, which is the very bytes that were hashed, and holds it against what the
//! publishers were told. Publishing is paused meanwhile, and every node has to have caught up.

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

use chancery_model::Digest;
use chancery_model::journal::{ExportLine, Header};

use super::load::{Publication, Told, path_of};
use crate::bench::chance::Chance;
use crate::bench::client::Client;
use crate::cluster::{Cluster, DATABASE, Node, Result};

/// How long nodes may take to reach the journal's head once nothing is published any more.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many pages, lists and searches are compared.
const COMPARED: usize = 24;

/// A publication that was acknowledged and is not there.
#[derive(Debug, Clone)]
pub(super) struct Lost {
    /// Its records.
    pub(super) ids: Vec<String>,
    /// The batch that was named.
    pub(super) batch: u64,
}

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (batch {})", self.ids.join(", "), self.batch)
    }
}

/// What was found.
#[derive(Debug, Default, Clone)]
pub(super) struct Proof {
    /// The number of the journal's last entry.
    pub(super) head: u64,
    /// Records that were acknowledged and are not there, or not in the batch that was named.
    pub(super) lost: Vec<Lost>,
    /// Records that are there more than once.
    pub(super) doubled: Vec<String>,
    /// Records that were refused and are there all the same.
    pub(super) unasked: Vec<String>,
    /// Records of unknown outcome that turned out to be published.
    pub(super) turned_out: usize,
    /// Everything else that is not as it should be.
    pub(super) faults: Vec<String>,
}

impl Proof {
    /// Whether nothing is wrong but, perhaps, what was lost.
    pub(super) fn is_sound_but_for_losses(&self) -> bool {
        self.doubled.is_empty() && self.unasked.is_empty() && self.faults.is_empty()
    }
}

/// Proves the state of a cluster that nobody publishes to.
pub(super) fn prove(cluster: &Cluster, publications: &[Publication], meetings: usize) -> Result<Proof> {
    let mut proof = Proof { head: cluster.head()?, ..Proof::default() };
    let seq = proof.head;
    let rows = cluster.database.query(DATABASE, "SELECT count(*), coalesce(max(seq), 0), coalesce(min(seq), 0) FROM entry")?;
    let expected = format!("{seq}|{seq}|{}", u64::from(proof.head > 0));
    if rows != expected {
        proof.faults.push(format!("the journal has gaps: entries {rows}, expected {expected}"));
    }
    wait_equal(&cluster.nodes, proof.head, &mut proof.faults);
    let mut exports = Vec::new();
    for node in &cluster.nodes {
        exports.push(cluster.access.run(&node.data, &["export"])?);
    }
    for (node, export) in cluster.nodes.iter().zip(&exports).skip(1) {
        if *export != exports[0] {
            proof.faults.push(format!("{} exports another journal than {}", node.part.name(), cluster.nodes[0].part.name()));
        }
    }
    hold_to_word(exports.first().map_or("", String::as_str), publications, &mut proof);
    for node in &cluster.nodes {
        if let Err(error) = cluster.access.run(&node.data, &["verify"]) {
            proof.faults.push(format!("{}: {error}", node.part.name()));
        }
    }
    compare_answers(&cluster.nodes, meetings, &mut proof.faults);
    Ok(proof)
}

/// Waits until every node has reached a number.
fn wait_equal(nodes: &[Node], head: u64, faults: &mut Vec<String>) {
    let start = Instant::now();
    loop {
        let late: Vec<&Node> = nodes.iter().filter(|node| !node.stands_at(head)).collect();
        if late.is_empty() {
            return;
        }
        if start.elapsed() > PATIENCE {
            faults.extend(late.iter().map(|node| format!("{} has not reached {head}: {:?}", node.part.name(), node.readiness())));
            return;
        }
        sleep(Duration::from_millis(50));
    }
}

/// Holds the journal to what publishers were told.
fn hold_to_word(export: &str, publications: &[Publication], proof: &mut Proof) {
    let mut found: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut digests = BTreeMap::new();
    let mut last = 0;
    for line in export.lines() {
        match serde_json::from_str(line) {
            Ok(ExportLine::Entry { header: bytes, .. }) => match serde_json::from_str::<Header>(&bytes) {
                Ok(header) => {
                    last += 1;
                    digests.insert(last, Digest::of(bytes.as_bytes()).to_string());
                    if header.seq != last {
                        proof.faults.push(format!("number {} stands where {last} should", header.seq));
                    }
                    found.entry(header.id).or_default().push(header.batch);
                }
                Err(error) => proof.faults.push(format!("a header cannot be read: {error}")),
            },
            Ok(ExportLine::End { seq, .. }) if seq != proof.head => {
                proof.faults.push(format!("the export ends at {seq}, the journal at {}", proof.head));
            }
            Ok(_) => {}
            Err(error) => proof.faults.push(format!("a line of the export cannot be read: {error}")),
        }
    }
    for publication in publications {
        let batches: Vec<&[u64]> = publication.ids.iter().map(|id| found.get(id).map(Vec::as_slice).unwrap_or_default()).collect();
        let is_there = batches.iter().any(|batches| !batches.is_empty());
        if is_there && batches.iter().any(|batches| batches.is_empty()) {
            proof.faults.push(format!("of {:?} only a part is there", publication.ids));
        }
        if let Told::Unknown { said } = &publication.told
            && let Some((seq, digest)) = read_condition(said)
            && (digests.get(&seq) == Some(&digest)) != is_there
        {
            proof.faults.push(format!("{:?} would have been told wrongly by: {said}", publication.ids));
        }
        let shown = || publication.ids.join(", ");
        if batches.iter().any(|batches| batches.len() > 1) {
            proof.doubled.push(shown());
        }
        match publication.told {
            Told::Published { batch } if batches.iter().any(|batches| batches.first() != Some(&batch)) => {
                proof.lost.push(Lost { ids: publication.ids.clone(), batch });
            }
            Told::Refused { ref said } if is_there => proof.unasked.push(format!("{} ({said})", shown())),
            Told::Unknown { .. } if is_there => proof.turned_out += 1,
            _ => {}
        }
    }
}

/// The number and the digest by which a publisher can tell what became of an uncertain publication.
fn read_condition(said: &str) -> Option<(u64, String)> {
    let (seq, rest) = said.split_once("if its number ")?.1.split_once(" has the digest ")?;
    let digest: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    Some((seq.parse().ok()?, digest))
}

/// Asks every node for the same pages, lists and searches.
fn compare_answers(nodes: &[Node], meetings: usize, faults: &mut Vec<String>) {
    let mut chance = Chance::new(7);
    let mut paths: Vec<String> = (0..COMPARED).map(|_| path_of(&mut chance, meetings)).collect();
    paths.extend(["/en/search?q=lighthouse", "/api/v1/search?q=paper&limit=20", "/ja/documents", "/en/changes.atom"].map(str::to_owned));
    for path in paths {
        let answers = nodes.iter().map(|node| {
            let mut client = Client::connect_within(node.address, Duration::from_secs(20))?.uncompressed();
            client.get(&path, &[])
        });
        match answers.collect::<std::io::Result<Vec<_>>>() {
            Ok(answers) => {
                let first = &answers[0];
                let unlike = answers.iter().zip(nodes).find(|(answer, _)| answer.status != first.status || answer.body != first.body);
                if let Some((answer, node)) = unlike {
                    let (one, other) = (around_difference(&first.body, &answer.body), around_difference(&answer.body, &first.body));
                    faults.push(format!(
                        "{path}: node-1 answers {} {one:?}, {} {} {other:?}",
                        first.status,
                        node.part.name(),
                        answer.status
                    ));
                }
            }
            Err(error) => faults.push(format!("{path}: {error}")),
        }
    }
}

/// The words of an answer where it begins to differ from another.
fn around_difference(body: &[u8], other: &[u8]) -> String {
    let at = body.iter().zip(other).take_while(|(a, b)| a == b).count();
    let words = &body[at.saturating_sub(40)..body.len().min(at + 80)];
    String::from_utf8_lossy(words).into_owned()
}

#[cfg(test)]
mod tests {
    use chancery_model::Kind;
    use chancery_model::journal::Operation;

    use super::*;

    fn entry(seq: u64, batch: u64, id: &str) -> String {
        let header = Header {
            seq,
            batch,
            batch_sha256: Digest::ZERO,
            kind: Kind::Document,
            id: id.to_owned(),
            revision: 1,
            schema: 1,
            operation: Operation::Publish,
            body_sha256: Digest::ZERO,
            previous: Digest::ZERO,
        };
        let header = String::from_utf8(header.to_bytes().unwrap()).unwrap();
        serde_json::to_string(&ExportLine::Entry { header, body: None }).unwrap()
    }

    fn said(id: &str, told: Told) -> Publication {
        Publication { at: Instant::now(), publisher: 0, ids: vec![id.to_owned()], told }
    }

    #[test]
    fn words_are_held_against_the_journal() {
        let export = [entry(1, 1, "kept"), entry(2, 2, "twice"), entry(3, 3, "twice"), entry(4, 4, "refused"), entry(5, 5, "perhaps")];
        let publications = [
            said("kept", Told::Published { batch: 1 }),
            said("twice", Told::Published { batch: 2 }),
            said("lost", Told::Published { batch: 9 }),
            said("refused", Told::Refused { said: String::new() }),
            said("perhaps", Told::Unknown { said: String::new() }),
            said("never", Told::Unknown { said: format!("if its number 5 has the digest {}", Digest::of(b"another")) }),
        ];
        let mut proof = Proof { head: 5, ..Proof::default() };
        hold_to_word(&export.join("\n"), &publications, &mut proof);
        assert_eq!((proof.lost.len(), proof.doubled.len(), proof.unasked.len(), proof.turned_out), (1, 1, 1, 1), "{proof:?}");
        assert!(proof.faults.is_empty(), "{proof:?}");
    }
}
