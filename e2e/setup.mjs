// Starts `chancery demo` in an empty folder, and beside the running server publishes a few made-up records that are
// then renamed and withdrawn: the journeys need pages that redirect and pages that are gone.
//
// With CHANCERY_ORIGIN the journeys go to a server that runs already and holds the bundled register. The made-up records
// are then published by the settings in the environment (CHANCERY_DATA, CHANCERY_DATABASE, ...), as `cargo xtask cluster
// --e2e` gives them; without CHANCERY_DATA nothing is published, and the pages of these records are left out.
import { spawn, execFileSync } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const binary = process.env.CHANCERY_BINARY ?? fileURLToPath(new URL("../target/debug/chancery", import.meta.url));

/** Starts the server and hands its address to the journeys; gives back what stops it. */
export default async function setup() {
  const folder = mkdtempSync(join(tmpdir(), "chancery-e2e-"));
  if (process.env.CHANCERY_ORIGIN) {
    return joinIn(process.env.CHANCERY_ORIGIN, folder);
  }
  const data = join(folder, "data");
  const server = spawn(binary, ["demo", "--data", data, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  const said = { text: "" };
  const origin = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the demo gave no address in two minutes; it said:\n${said.text}`)), 120_000);
    const listen = (chunk) => {
      said.text += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said.text);
      if (found) {
        clearTimeout(late);
        resolve(found[0]);
      }
    };
    server.stdout.on("data", listen);
    server.stderr.on("data", listen);
    server.on("exit", (code) => reject(new Error(`the demo ended with ${code}; it said:\n${said.text}`)));
    server.on("error", reject);
  });
  server.removeAllListeners("exit");
  const log = keepLog(server);
  try {
    await answers(`${origin}/readyz`, (status) => status === 200);
    publish(data, folder);
    await answers(`${origin}/en/documents/made-up-gone`, (status) => status === 410);
  } catch (error) {
    server.kill("SIGKILL");
    throw error;
  }
  process.env.CHANCERY_ORIGIN = origin;
  return async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    if (server.exitCode !== null || server.signalCode !== null) {
      throw new Error(`the server ended by itself (${server.exitCode ?? server.signalCode}); its log is in ${log}`);
    }
    server.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Uses a server that somebody else started and will stop. */
async function joinIn(origin, folder) {
  await answers(`${origin}/readyz`, (status) => status === 200);
  if (process.env.CHANCERY_DATA) {
    publish(process.env.CHANCERY_DATA, folder);
    // Nodes follow one after the other, and any of them may be asked.
    await answers(`${origin}/en/documents/made-up-gone`, (status) => status === 410, 20);
  } else {
    process.env.CHANCERY_AS_IT_IS = "yes";
  }
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Keeps what the server says from now on, for whoever looks into a failure. */
function keepLog(server) {
  const folder = fileURLToPath(new URL(".out/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "server.log");
  const log = createWriteStream(file);
  server.stdout.pipe(log, { end: false });
  server.stderr.pipe(log, { end: false });
  return file;
}

/** Asks until the answer is as wanted, so many times one after the other; a minute is long. */
async function answers(address, isWanted, times = 1) {
  let last = "nothing";
  let wanted = 0;
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const status = await fetch(address).then((answer) => answer.status, String);
    wanted = isWanted(status) ? wanted + 1 : 0;
    if (wanted === times) {
      return;
    }
    last = status;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${address} still answers ${last}`);
}

/** Publishes made-up records by the command line, then renames one and withdraws another. */
function publish(data, folder) {
  const name = (text) => [{ lang: "en", text, kind: "full", status: "official" }];
  const document = (id) => ({ kind: "document", record: { id, titles: name(`Made-up paper ${id}`), document_type: "other" } });
  const file = join(folder, "made-up.jsonl");
  const lines = [document("made-up-old"), document("made-up-gone"), document("made-up-changed")];
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const run = (...args) => execFileSync(binary, [...args, "--data", data], { stdio: ["ignore", "ignore", "inherit"] });
  run("put", file);
  const changed = document("made-up-changed");
  changed.record.titles = name("Made-up paper, in its second wording");
  const again = join(folder, "changed.jsonl");
  writeFileSync(again, `${JSON.stringify(changed)}\n`);
  run("put", again);
  run("rename", "document:made-up-old", "made-up-new", "--reason", "A better name was found.");
  run("withdraw", "document:made-up-gone", "--reason", "It was made up.");
}
