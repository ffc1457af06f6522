/**
 * A file from the clinic to the patient's download, on a running local cloud:
 *   CHARTSHARE_URL=http://localhost:8080 node e2e/files.story.mjs
 */
import { readFile } from "node:fs/promises";
import { launch, phone } from "./browser.mjs";
import { Outbox, codeIn, linkTo, newPatient, newPractice, until, upload } from "./clinic-api.mjs";
import { document } from "./fixtures.mjs";
import { checkAxe } from "./look.mjs";
import { expect, runTests, test } from "./runner.mjs";

const url = (process.env.CHARTSHARE_URL ?? "http://localhost:8080").replace(/\/$/, "");
const browser = await launch();
const outbox = new Outbox(url);
const photo = await readFile(new URL("../../internal/files/media/testdata/photo.jpg", import.meta.url));

test("a photo is uploaded, shared and downloaded, without the place where it was taken", async () => {
  const owner = await newPractice(url, outbox);
  const patient = await newPatient(owner, outbox);
  const file = await upload(owner, patient, "chest x-ray.jpg", "image/jpeg", photo);
  expect(file.state, "ready", "the state of the file");
  await owner.post(`/api/patients/${patient.id}/records`, { type: "file", status: "final", shareBox: true, content: { ...document, takenAt: undefined }, attachments: [file.id] }, 201);
  const link = await linkTo(outbox, patient, url);
  const context = await browser.newContext({ ...phone, acceptDownloads: true });
  try {
    const page = await context.newPage();
    await page.goto(link);
    await page.getByRole("button", { name: "Send me the code" }).click();
    await page.getByLabel("6-digit code").fill(codeIn(await outbox.next("sms", patient.phone)));
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByRole("heading", { name: "Document" }).waitFor();
    const button = page.getByRole("button", { name: "Download chest x-ray.jpg" });
    await button.waitFor();
    await checkAxe(page, "a record with a file");
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    expect(download.suggestedFilename(), "chest x-ray.jpg", "the name of the download");
    const saved = await readFile(await download.path());
    expect(saved.length, file.size, "the size of the download");
    expect(saved.includes("N9.9312E76.2673"), false, "whether the place is still in it");
    await page.getByRole("heading", { name: "Your records" }).waitFor(); // the page stays
  } finally {
    await context.close();
  }
});

try {
  await until(`the local cloud at ${url}`, () => fetch(url).then((r) => r.ok, () => false), { withinMilliseconds: 30_000 });
  await runTests({ only: process.argv[2] });
} finally {
  await browser.close();
}
