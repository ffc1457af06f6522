// Starts a local cloud of its own on a free port, runs a command with its
// address in CHARTSHARE_URL, and ends it, also when it is itself told to end:
//
//   node with-cloud.mjs --local BINARY -- COMMAND…

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const separator = process.argv.indexOf("--");
const binary = process.argv[process.argv.indexOf("--local") + 1];
const command = process.argv.slice(separator + 1);
if (separator < 0 || !binary || command.length === 0) {
  console.error("usage: with-cloud.mjs --local BINARY -- COMMAND…");
  process.exit(2);
}

const root = path.resolve(import.meta.dirname, "../..");
const data = await mkdtemp(path.join(tmpdir(), "chartshare-browser-"));
const flags = ["up", "--root", root, "--data", data, "--port", "0", "--no-watch", "--functions", path.join(root, ".local/functions-test")];
const cloud = spawn(path.resolve(binary), flags, { stdio: ["ignore", "pipe", "inherit"] });
let said = "";
cloud.stdout.on("data", (chunk) => (said += chunk));
const ended = new Promise((resolve) => cloud.on("exit", resolve));

let running; // the command, a process group of its own: it starts further processes
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => (running ? process.kill(-running.pid, signal) : cloud.kill(signal)));

let status = 1;
try {
  const url = await ready();
  const before = said.length;
  status = await run(command, { ...process.env, CHARTSHARE_URL: url });
  if (status !== 0) console.log(`\nMeanwhile the local cloud said:\n${said.slice(before)}`);
} catch (error) {
  console.error(`${error.message}\n${said}`);
} finally {
  cloud.kill("SIGTERM");
  await ended;
  await rm(data, { recursive: true, force: true });
}
process.exit(status);

/** Waits until the cloud has seeded its demo practice, the last thing it does. */
async function ready() {
  for (;;) {
    if (cloud.exitCode !== null || cloud.signalCode !== null) throw new Error("the local cloud ended before it was ready");
    if (said.includes("make demo")) {
      return JSON.parse(await readFile(path.join(data, "ready.json"), "utf8")).url;
    }
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
}

function run([program, ...args], env) {
  return new Promise((resolve) => {
    running = spawn(program, args, { stdio: "inherit", env, detached: true }).on("exit", (code) => resolve(code ?? 1));
  });
}
