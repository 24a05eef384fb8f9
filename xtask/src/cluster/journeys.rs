//! The browser journeys, once on the cluster: the same pages, through the balancer, from three nodes.
//!
//! The register is the bundled one, made by `demo` in a folder and moved to PostgreSQL and the bucket by `copy`, as an
//! operator moves a register that has outgrown its machine.

use std::fs;
use std::path::Path;

use super::{Cluster, ClusterError, PATIENCE, Result, free_addresses};
use crate::check::{Browser, Fault};
use crate::cluster::{Access, Node};

/// Brings the bundled register in, starts the nodes, and runs the journeys.
pub(super) fn run(root: &Path, cluster: &mut Cluster) -> Result<()> {
    let told = |faults: Vec<Fault>| ClusterError::Refused {
        command: "the browser journeys".to_owned(),
        said: faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    };
    let browser = Browser::prepare(root).map_err(told)?;
    println!("making the bundled register in a folder, and moving it");
    let demo = make_demo(cluster)?;
    let from = format!("sqlite:{}", demo.display());
    let setting = |name: &str| cluster.access.variables.iter().find(|(have, _)| have == name).map(|(_, value)| value.clone());
    let to = setting("CHANCERY_DATABASE").expect("every cluster has a database");
    let to_files = setting("CHANCERY_FILES").expect("every cluster has a bucket");
    let said = cluster.access.run(&cluster.desk(), &["copy", "--from", &from, "--to", &to, "--to-files", &to_files])?;
    print!("{said}");
    cluster.serve()?;
    println!("journeys on http://{}/", cluster.address);
    let mut variables = cluster.access.variables.clone();
    variables.push(("CHANCERY_ORIGIN".to_owned(), format!("http://{}", cluster.address)));
    variables.push(("CHANCERY_DATA".to_owned(), cluster.desk().display().to_string()));
    browser.run(&cluster.access.binary, &variables).map_err(told)
}

/// A folder with the bundled register, made as `chancery demo` makes it.
fn make_demo(cluster: &Cluster) -> Result<std::path::PathBuf> {
    let data = cluster.folder.join("demo");
    fs::create_dir(&data)?;
    let access = Access { binary: cluster.access.binary.clone(), variables: Vec::new() };
    let mut node = Node::new(0, data.clone(), free_addresses()?, &access, &[], &cluster.logs);
    node.part.replace_arguments(&["demo"]);
    node.part.start()?;
    node.wait_ready(PATIENCE)?;
    node.part.end();
    Ok(data)
}
