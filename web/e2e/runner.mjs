/** The smallest runner that is strict: a test passes or fails, and a failure fails the run. */
const tests = [];

const longestMilliseconds = 180_000;

async function withTimeLimit(running) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`not done after ${longestMilliseconds / 1000} s`)), longestMilliseconds);
  });
  try {
    await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Declares a test. */
export function test(name, run) {
  tests.push({ name, run });
}

/**
 * Runs what was declared, one after the other, prints "N passed, N failed" and sets the exit code. What
 * failed is played once more at the end, where the rest cannot stand in its way, and is then reported as
 * such: run.mjs lets only few of these pass (docs/adr/0047).
 */
export async function runTests({ only } = {}) {
  const chosen = tests.filter(({ name }) => !only || name.includes(only));
  const failed = [];
  for (const one of chosen) if (!(await play(one, "ok   ", "failed"))) failed.push(one);
  let lost = 0;
  for (const one of failed) if (!(await play(one, "again", "FAIL  "))) lost++;
  console.log(`${chosen.length - lost} passed, ${lost} failed`);
  if (lost > 0 || chosen.length === 0) process.exitCode = 1;
}

/** Plays one test and says how it ended. */
async function play({ name, run }, passed, failed) {
  const started = Date.now();
  try {
    await withTimeLimit(run());
    console.log(`${passed} ${name} (${Date.now() - started} ms)`);
    return true;
  } catch (error) {
    console.log(`${failed} ${name}\n${String(error?.stack ?? error).replace(/^/gm, "      ")}`);
    return false;
  }
}

/** Fails with a sentence that says both sides. */
export function expect(got, want, what) {
  if (got !== want) throw new Error(`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}

const soonMilliseconds = 5_000;

/** Waits until a reading of the page says what is wanted, for a page answers a moment after an act; fails with both sides. */
export async function expectSoon(read, want, what) {
  const until = Date.now() + soonMilliseconds;
  let got = await read();
  while (got !== want && Date.now() < until) {
    await new Promise((next) => setTimeout(next, 50));
    got = await read();
  }
  expect(got, want, what);
}
