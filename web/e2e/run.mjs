/**
 * Plays the browser stories: the states of the pages and calls between them on made-up answers, then
 * the whole way on a running local cloud. Each prints "N passed, N failed".
 *   node e2e/run.mjs [--url http://localhost:8080]
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const at = process.argv.indexOf("--url");
const url = at > 0 ? process.argv[at + 1] : process.env.CHARTSHARE_URL;
const stories = ["states.story.mjs", "call.story.mjs", ...(url ? ["patient.story.mjs", "files.story.mjs", "eleven.story.mjs", "visit.story.mjs", "portal.story.mjs"] : [])];

for (const story of stories) {
  console.log(`\n${story}`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(story, import.meta.url))], {
    stdio: "inherit",
    env: { ...process.env, ...(url && { CHARTSHARE_URL: url }) },
  });
  if (status !== 0) process.exitCode = 1;
}
if (!url) console.log("\nWithout --url the stories on the local cloud were not played.");
