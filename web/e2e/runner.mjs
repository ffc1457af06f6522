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

/** Runs what was declared, one after the other, prints "N passed, N failed" and sets the exit code. */
export async function runTests({ only } = {}) {
  let passed = 0;
  const failed = [];
  for (const { name, run } of tests) {
    if (only && !name.includes(only)) continue;
    const started = Date.now();
    try {
      await withTimeLimit(run());
      passed++;
      console.log(`ok    ${name} (${Date.now() - started} ms)`);
    } catch (error) {
      failed.push(name);
      console.log(`FAIL  ${name}\n${String(error?.stack ?? error).replace(/^/gm, "      ")}`);
    }
  }
  console.log(`${passed} passed, ${failed.length} failed`);
  if (failed.length > 0 || passed === 0) process.exitCode = 1;
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
