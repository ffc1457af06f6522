/**
 * Plays the browser stories: the states of the pages and calls between them on made-up answers, then
 * the whole way on a running local cloud. Each prints "N passed, N failed".
 *   node e2e/run.mjs [--url http://localhost:8080]
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = process.argv.indexOf("--url");
const url = at > 0 ? process.argv[at + 1] : process.env.CHARTSHARE_URL;
const onFixtures = ["states.story.mjs", "call.story.mjs", "shared-phone.story.mjs"];
const onTheCloud = readdirSync(new URL(".", import.meta.url)).filter((name) => name.endsWith(".story.mjs") && !onFixtures.includes(name));
/** Which part of how many: a cloud takes only so many registrations of practices in an hour from one address. */
const [part, parts] = (process.env.PART ?? "1/1").split("/").map(Number);
const stories = [...(part === 1 ? onFixtures : []), ...(url ? onTheCloud.filter((_, at) => at % parts === part - 1) : [])];

for (const story of stories) {
  console.log(`\n${story}`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(story, import.meta.url))], {
    stdio: "inherit",
    env: { ...process.env, ...(url && { CHARTSHARE_URL: url }) },
  });
  if (status !== 0) process.exitCode = 1;
}
if (!url) console.log("\nWithout --url the stories on the local cloud were not played.");
