//! HAProxy, twice: before the nodes for readers, and before the database for the nodes.
//!
//! The first asks every node for `/readyz` and sends a reader to the one with the fewest requests under way; a request
//! that a node did not answer goes to the next. The second leads to the server that takes writes: a PostgreSQL says of
//! itself in the first packet whether it is in standby, so the check needs no statement and no script.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use super::part::Part;
use super::{ClusterError, Result};
use crate::check::{Fault, machine};
use crate::postgres::USER;

/// Debian's package, and its program.
const HAPROXY: &str = "haproxy";

/// Makes sure that the machine has HAProxy.
pub(crate) fn find_or_install() -> Result<std::path::PathBuf> {
    if machine::find_program(HAPROXY).is_none() {
        let said = |faults: Vec<Fault>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        machine::install(&[HAPROXY]).map_err(|faults| ClusterError::Missing { what: HAPROXY.to_owned(), advice: said(faults) })?;
    }
    machine::find_program(HAPROXY)
        .ok_or_else(|| ClusterError::Missing { what: HAPROXY.to_owned(), advice: "it is still missing after the installation".to_owned() })
}

/// The balancer before the nodes.
pub(crate) fn before_nodes(program: &Path, listen: SocketAddr, nodes: &[SocketAddr], folder: &Path, logs: &Path) -> Result<Part> {
    let config = folder.join("balancer.cfg");
    fs::write(&config, config_of_nodes(listen, nodes))?;
    Ok(haproxy("balancer", program, &config, logs))
}

/// The switch before the database.
pub(crate) fn before_database(program: &Path, listen: SocketAddr, servers: &[SocketAddr], folder: &Path, logs: &Path) -> Result<Part> {
    let config = folder.join("switch.cfg");
    fs::write(&config, config_of_database(listen, servers))?;
    Ok(haproxy("switch", program, &config, logs))
}

fn haproxy(name: &str, program: &Path, config: &Path, logs: &Path) -> Part {
    Part::new(name, program, vec!["-db".to_owned(), "-f".to_owned(), config.display().to_string()], logs)
}

/// The settings of the balancer; the page on many nodes shows the same.
fn config_of_nodes(listen: SocketAddr, nodes: &[SocketAddr]) -> String {
    let mut config = format!(
        "\
global
    maxconn 4096

defaults
    mode http
    timeout connect 1s
    timeout client 30s
    timeout server 5s
    timeout check 1s
    retries 3
    option redispatch 1
    retry-on conn-failure empty-response response-timeout 503
    default-server inter 500ms fastinter 200ms fall 2 rise 1 observe layer4 error-limit 3 on-error fastinter

frontend readers
    bind {listen}
    http-request disable-l7-retry unless METH_GET
    use_backend late if {{ nbsrv(nodes) eq 0 }}
    default_backend nodes

backend nodes
    balance leastconn
    option httpchk GET /readyz
    http-check expect status 200
"
    );
    write_servers(&mut config, "node", nodes);
    config.push_str(
        "
# After a very large batch all nodes may be behind at once; a page that is a moment old is better than none.
backend late
    balance leastconn
    option httpchk GET /livez
    http-check expect status 200
",
    );
    write_servers(&mut config, "node", nodes);
    config
}

/// The settings of the switch: PostgreSQL 14 and later name `in_hot_standby` to whoever has logged in.
fn config_of_database(listen: SocketAddr, servers: &[SocketAddr]) -> String {
    let mut config = format!(
        "\
global
    maxconn 1024

defaults
    mode tcp
    timeout connect 2s
    timeout client 1h
    timeout server 1h
    timeout check 1s
    default-server inter 300ms fall 2 rise 1 on-marked-down shutdown-sessions

listen database
    bind {listen}
    option clitcpka
    option srvtcpka
    balance first
    option tcp-check
    tcp-check connect
    tcp-check send-binary {}
    tcp-check expect binary {}
    tcp-check send-binary {}
",
        hex(&login()),
        hex(b"in_hot_standby\0off\0"),
        // What a client says before it goes.
        hex(b"X\0\0\0\x04"),
    );
    write_servers(&mut config, "server", servers);
    config
}

fn write_servers(config: &mut String, name: &str, addresses: &[SocketAddr]) {
    for (n, address) in addresses.iter().enumerate() {
        writeln!(config, "    server {name}-{} {address} check", n + 1).expect("writing to a text does not fail");
    }
}

/// The first packet of a client: its length, version 3.0 of the protocol, who and where to.
fn login() -> Vec<u8> {
    let words = format!("user\0{USER}\0database\0postgres\0application_name\0switch\0\0");
    let length = u32::try_from(words.len() + 8).expect("the words are short");
    let mut packet = length.to_be_bytes().to_vec();
    packet.extend(0x0003_0000_u32.to_be_bytes());
    packet.extend(words.as_bytes());
    packet
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_says_how_long_it_is() {
        let packet = login();
        assert_eq!(packet[..4], u32::try_from(packet.len()).unwrap().to_be_bytes());
        assert!(packet.ends_with(b"\0\0"));
    }

    #[test]
    fn every_server_is_checked() {
        let addresses = ["127.0.0.1:1".parse().unwrap(), "127.0.0.1:2".parse().unwrap()];
        let config = config_of_nodes("127.0.0.1:9".parse().unwrap(), &addresses);
        assert!(config.contains("    server node-2 127.0.0.1:2 check\n"));
        assert_eq!(config.matches(" check\n").count(), 4);
    }
}
