/**
 * Plays the browser stories, as many at a time as there are cores, at most four: what needs no server
 * by itself, every other one on a local cloud of its own, so that none rests on what another left there.
 *   node e2e/run.mjs --local BINARY [part of a story's name]
 */
import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

/** More tests than this that pass only when they are played again are too many to be the machine's doing. */
const mostPlayedAgain = 3;

const { values, positionals } = parseArgs({ options: { local: { type: "string" } }, allowPositionals: true });
if (!values.local) {
  console.error("usage: run.mjs --local BINARY [part of a story's name]");
  process.exit(2);
}
const here = import.meta.dirname;
const onFixtures = ["states.story.mjs", "call.story.mjs", "shared-phone.story.mjs"];
// The longest first, as far as can be told: a long one that begins last is waited for alone. Those on
// fixtures go through a list of states.
const length = (story) => (onFixtures.includes(story) ? 1e6 : 0) + statSync(path.join(here, story)).size;
const stories = readdirSync(here)
  .filter((name) => name.endsWith(".story.mjs") && name.includes(positionals[0] ?? ""))
  .sort((a, b) => length(b) - length(a));

const failed = [];
const all = stories.length;
let playedAgain = 0;
const playing = new Set();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    stories.length = 0;
    for (const child of playing) child.kill(signal);
  });
const lanes = Math.min(availableParallelism(), 4);
console.log(`Playing ${all} stories, ${lanes} at a time; each is reported when it is over`);
await Promise.all(Array.from({ length: lanes }, lane));
if (playedAgain > 0) console.log(`\n${playedAgain} passed only when played again, of which ${mostPlayedAgain} are let pass: look for "again" above.`);
console.log(failed.length > 0 ? `\nFailed: ${failed.join(", ")}` : `\n${all} stories passed`);
if (failed.length > 0 || playedAgain > mostPlayedAgain || all === 0) process.exitCode = 1;

/** Plays one story after the other, for as long as some are left. */
async function lane() {
  for (let story; (story = stories.shift()); ) {
    const started = Date.now();
    const { status, said } = await play(story);
    playedAgain += said.match(/^again /gm)?.length ?? 0;
    if (status !== 0) failed.push(story);
    console.log(`\n${story} (${Math.round((Date.now() - started) / 1000)} s)\n${said.trimEnd()}`);
  }
}

function play(story) {
  const file = path.join(here, story);
  const args = onFixtures.includes(story) ? [file] : [path.join(here, "with-cloud.mjs"), "--local", values.local, "--", process.execPath, file];
  return new Promise((resolve) => {
    let said = "";
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    playing.add(child);
    child.on("close", (code) => {
      playing.delete(child);
      resolve({ status: code ?? 1, said });
    });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk) => (said += chunk));
  });
}
