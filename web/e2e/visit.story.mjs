/**
 * A video call from the clinician's "call" to its end, between two real browsers on a running local
 * cloud, and how long it takes until they see each other:
 *   CHARTSHARE_URL=http://localhost:8080 node e2e/visit.story.mjs [part of a test's name]
 */
import { cpus, loadavg } from "node:os";
import { desktop, launch, phone } from "./browser.mjs";
import { Outbox, newPatient, newPractice, until } from "./clinic-api.mjs";
import { acceptInvite } from "./patient-api.mjs";
import { checkAxe } from "./look.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = (process.env.CHARTSHARE_URL ?? "http://localhost:8080").replace(/\/$/, "");
const browser = await launch();
const outbox = new Outbox(url);
let owner;

/** From "let in" until both are connected. On a machine that does much else besides, only the longer bound holds. */
const goalMilliseconds = 3000;
const busyMilliseconds = 20_000;
const quiet = () => loadavg()[0] < cpus().length;

const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name }).first().waitFor();

/** A browser of its own, which notes when it was connected and when the first picture of another was there. */
async function person(options, permissions = ["camera", "microphone"]) {
  const context = await browser.newContext(options);
  await context.grantPermissions(permissions, { origin: url });
  await context.addInitScript(() => {
    window.opened = [];
    window.connections = [];
    const Real = RTCPeerConnection;
    window.RTCPeerConnection = function (...args) {
      const made = new Real(...args);
      window.connections.push(made);
      made.addEventListener("connectionstatechange", () => made.connectionState === "connected" && (window.connectedAt ??= Date.now()));
      return made;
    };
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      window.opened.push(...stream.getTracks());
      return stream;
    };
    document.addEventListener("loadeddata", ({ target }) => target.closest(".tile") && (window.seenAt ??= Date.now()), true);
    document.addEventListener("click", ({ target }) => target.closest(".lobby .main") && (window.letInAt = Date.now()), true);
  });
  return context.newPage();
}

async function playing(run) {
  try {
    await run();
  } finally {
    await Promise.all(browser.contexts().map((context) => context.close()));
  }
}

/** Calls the patient; the answer is the visit, and the link from the message. */
async function callPatient(patient) {
  const visit = await owner.post(`/api/patients/${patient.id}/visits`, {}, 201);
  return { visit, link: await linkTo(patient) };
}

async function linkTo({ phone }) {
  const { body } = await outbox.next("sms", phone, (message) => /\/v\?/.test(message.body));
  const [, token] = /https?:\/\/\S+\/v\?([\w-]{22})(?=\s|$|\.)/.exec(body) ?? [];
  if (!token) throw new Error(`no link to a call in: ${body}`);
  return `${url}/v?${token}`;
}

/** The clinic's browser, signed in, in the room. */
async function desk(patient, visit) {
  const page = await person(desktop);
  // A secure cookie is set for https only; Chromium sends it to localhost all the same.
  const address = url.replace("http:", "https:");
  await page.context().addCookies([...owner.cookies].map(([name, value]) => ({ name, value, url: address, secure: true, httpOnly: true })));
  await page.goto(`${url}/call#patient=${patient.id}&visit=${visit.id}`);
  await button(page, "Go into the room").click();
  await heading(page, "Lobby");
  return page;
}

async function atMirror(link, permissions) {
  const page = await person(phone, permissions);
  await page.goto(link);
  await button(page, "Turn on camera and microphone").click();
  await heading(page, "This is how you are seen");
  return page;
}

async function guest(link, name = "Asha", permissions) {
  const page = await atMirror(link, permissions);
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: /Ask to come in/ }).click();
  await heading(page, "You are in the waiting room");
  return page;
}

const admit = (page, name = "Asha") => button(page, `Let in ${name}`).click();

/** Waits until pictures of somebody else were decoded. */
const sees = (page) =>
  until("decoded pictures", () =>
    page.evaluate(async () => {
      for (const pc of window.connections.filter(({ connectionState }) => connectionState === "connected")) {
        const stats = [...(await pc.getStats()).values()];
        if (stats.some(({ type, kind, framesDecoded }) => type === "inbound-rtp" && kind === "video" && framesDecoded > 0)) return true;
      }
      return false;
    }),
  );

const stopped = (page) => page.evaluate(() => window.opened.length > 0 && window.opened.every(({ readyState }) => readyState === "ended"));

test("a practice registers, its owner signs in", async () => {
  owner = await newPractice(url, outbox);
});

test("the clinician calls, the patient comes by the link of the SMS, and both see each other", () =>
  playing(async () => {
    const patient = await newPatient(owner, outbox);
    const { visit, link } = await callPatient(patient);
    const doctor = await desk(patient, visit);
    const page = await person(phone);
    await page.goto(link);
    await page.getByText("For Asha V").waitFor();
    expect(new URL(page.url()).search, "", "what is left of the secret in the address bar");
    expect(await page.evaluate(() => window.opened.length), 0, "cameras opened by opening the link");
    await checkAxe(page, "before");
    await button(page, "Turn on camera and microphone").click();
    await button(page, "Ask to come in").click();
    await heading(page, "You are in the waiting room");
    expect(await page.evaluate(() => window.connections.length), 0, "connections of who waits");
    await admit(doctor, "Asha V");
    await Promise.all([sees(doctor), sees(page)]);
    await page.getByText("Reg. no. KMC 00000").waitFor();
    await checkAxe(page, "in the call");
    await checkAxe(doctor, "in the clinic's call");

    for (const box of await doctor.getByRole("checkbox").all()) await box.check();
    await button(doctor, "Note it in the chart").click();
    await doctor.getByText("Identity and consent noted by Dr Kavya Rao").waitFor();

    await button(doctor, "End for all").click();
    await heading(page, "The call has ended");
    await heading(doctor, "The call has ended");
    expect([await stopped(page), await stopped(doctor)].join(), "true,true", "cameras and microphones stopped");
    const { noteId, endedAt } = await owner.get(`/api/patients/${patient.id}/visits/${visit.id}`);
    expect(Boolean(noteId && endedAt), true, "a note in the chart, and an end");
    await page.goto(link);
    await heading(page, "This video call is over");
  }));

test("from being let in to seeing each other it takes at most three seconds", async () => {
  const patient = await newPatient(owner, outbox);
  const all = [];
  for (let round = 0; round < 5; round++) {
    await playing(async () => {
      const { visit, link } = await callPatient(patient);
      const doctor = await desk(patient, visit);
      const page = await guest(link);
      await button(doctor, "Let in Asha").waitFor();
      await admit(doctor);
      await Promise.all([sees(doctor), sees(page)]);
      const letInAt = await doctor.evaluate(() => window.letInAt);
      const times = await Promise.all([doctor, page].map((one) => one.evaluate(() => [window.connectedAt, window.seenAt])));
      all.push(times.flat().map((at) => at - letInAt));
      await button(doctor, "End for all").click();
      await heading(page, "The call has ended");
    });
  }
  console.log("      ms from \"let in\" to: clinic connected, clinic sees, patient connected, patient sees");
  for (const row of all) console.log(`      ${row.map((n) => String(n).padStart(6)).join("")}`);
  const slowest = all.map(([atClinic, , atPatient]) => Math.max(atClinic, atPatient)).sort((a, b) => a - b);
  const middle = slowest[Math.floor(slowest.length / 2)];
  const most = quiet() ? goalMilliseconds : busyMilliseconds;
  console.log(`      both connected: ${slowest.join(", ")} ms, the middle one ${middle} ms; load ${loadavg()[0].toFixed(1)} on ${cpus().length} processors`);
  expect(middle <= most, true, `${middle} ms at most ${most}`);
});

test("who is turned away reads it, and no camera runs on", () =>
  playing(async () => {
    const patient = await newPatient(owner, outbox);
    const { visit, link } = await callPatient(patient);
    const doctor = await desk(patient, visit);
    const page = await guest(link, "Somebody");
    await button(doctor, "Turn away Somebody").click();
    await heading(page, "You were not let in");
    expect(await stopped(page), true, "camera and microphone stopped");
  }));

test("a second person on the same link waits in the lobby, and comes in when let in", () =>
  playing(async () => {
    const patient = await newPatient(owner, outbox);
    const { visit, link } = await callPatient(patient);
    const doctor = await desk(patient, visit);
    const first = await guest(link, "Asha");
    await admit(doctor, "Asha");
    await Promise.all([sees(doctor), sees(first)]);
    const second = await guest(link, "Her son");
    await button(doctor, "Let in Her son").waitFor();
    expect(await second.evaluate(() => window.connections.length), 0, "connections of who waits");
    await expectSoon(() => first.locator(".tile").count(), 1, "others whom the first sees");
    await admit(doctor, "Her son");
    await Promise.all([sees(second), first.locator(".tile").nth(1).waitFor()]);
  }));

test("a reload comes back to the call without the lobby", () =>
  playing(async () => {
    const patient = await newPatient(owner, outbox);
    const { visit, link } = await callPatient(patient);
    const doctor = await desk(patient, visit);
    const page = await guest(link);
    await admit(doctor);
    await Promise.all([sees(doctor), sees(page)]);
    await page.reload();
    await Promise.all([sees(page), sees(doctor)]);
    expect(await button(doctor, "Let in Asha").count(), 0, "people in the lobby");
  }));

test("who leaves can come back, by the lobby", () =>
  playing(async () => {
    const patient = await newPatient(owner, outbox);
    const { visit, link } = await callPatient(patient);
    const doctor = await desk(patient, visit);
    const page = await guest(link);
    await admit(doctor);
    await sees(page);
    await button(page, "Leave").click();
    await heading(page, "You have left");
    expect(await stopped(page), true, "camera and microphone stopped");
    await doctor.locator(".tile").waitFor({ state: "detached" });
    await button(page, "Come back").click();
    await button(page, "Turn on camera and microphone").click();
    await page.getByLabel("Your name").fill("Asha");
    await button(page, "Ask to come in").click();
    await admit(doctor);
    await sees(page);
  }));

test("without permission for the camera there are words, and the call goes by sound", () =>
  playing(async () => {
    const patient = await newPatient(owner, outbox);
    const { visit, link } = await callPatient(patient);
    const doctor = await desk(patient, visit);
    const page = await atMirror(link, ["microphone"]);
    await page.getByText("The camera is blocked: you are heard, but not seen.").waitFor();
    await page.getByLabel("Your name").fill("Asha");
    await button(page, "Ask to come in like this").click();
    await admit(doctor);
    await sees(page);
    await doctor.locator(".tile").getByText("Camera is off").waitFor();
    await until("sound", () =>
      doctor.evaluate(async () => [...(await window.connections[0].getStats()).values()].some(({ type, kind, packetsReceived }) => type === "inbound-rtp" && kind === "audio" && packetsReceived > 10)),
    );
  }));

test("a lost link is sent again to the number, and both links work", () =>
  playing(async () => {
    const patient = await newPatient(owner, outbox);
    const { link } = await callPatient(patient);
    const page = await person(phone);
    await page.goto(`${url}/v`);
    await page.getByLabel("Your mobile number or e-mail").fill(patient.phone);
    await button(page, "Send the link again").click();
    await page.getByText("If a video call is planned for you").waitFor();
    const fresh = await linkTo(patient);
    expect(fresh === link, false, "the same link again");
    for (const one of [fresh, link]) {
      await page.goto("about:blank");
      await page.goto(one);
      await button(page, "Turn on camera and microphone").waitFor();
    }
  }));

test("a link that the clinic has replaced offers to send a new one", () =>
  playing(async () => {
    const patient = await newPatient(owner, outbox);
    const { visit, link } = await callPatient(patient);
    await owner.post(`/api/patients/${patient.id}/visits/${visit.id}/link`, undefined, 200);
    const fresh = await linkTo(patient);
    const page = await person(phone);
    await page.goto(link);
    await button(page, "Send me a new link").click();
    await page.getByText("If a video call is planned for you").waitFor();
    await page.goto("about:blank");
    await page.goto(fresh);
    await button(page, "Turn on camera and microphone").waitFor();
  }));

test("a number that nobody called gets the same answer", () =>
  playing(async () => {
    const page = await person(phone);
    await page.goto(`${url}/v`);
    await page.getByLabel("Your mobile number or e-mail").fill("+91 98 0000 0001");
    await button(page, "Send the link again").click();
    await page.getByText("If a video call is planned for you").waitFor();
  }));

test("a visit that is planned for later says when to come", () =>
  playing(async () => {
    const patient = await newPatient(owner, outbox);
    await owner.post(`/api/patients/${patient.id}/visits`, { plannedAt: new Date(Date.now() + 3_600_000).toISOString() }, 201);
    const page = await person(phone);
    await page.goto(await linkTo(patient));
    await heading(page, "You are early");
    await page.getByText("You can come in to Sunrise Clinic from").waitFor();
  }));

test("a patient is invited, reads the chart, writes to the clinic, and is called", () =>
  playing(async () => {
    const email = `asha-${Date.now()}@example.com`;
    const patient = { ...(await newPatient(owner, outbox, { email })), email };
    const chart = `/api/patients/${patient.id}`;
    const { edition } = (await owner.get(`${chart}/access`)).responsibility;
    const consent = { email, edition, confirmed: true };
    await owner.call("POST", `${chart}/access`, { ...consent, password: "not my own password" }, { status: 401 });
    await owner.post(`${chart}/access`, { ...consent, password: owner.password }, 201);
    const invite = await outbox.next("email", email);
    const reader = await acceptInvite(url, outbox, invite, patient, "mauve kettle drives north");

    const note = (content, more) => owner.post(`${chart}/records`, { type: "clinical-note", status: "final", content, ...more }, 201);
    await note({ freeText: "Rest for three days.", privateNote: "Suspects a fracture." });
    await note({ privateNote: "Only for us." }).catch(() => undefined); // refused or not, the patient never sees it
    await note({ freeText: "Until I have called her." }, { hold: { reason: "call first" } });
    const { items } = await reader.get("/api/portal/records");
    expect(items.length, 1, "records that the patient finds: neither private nor held");
    const { record } = await reader.get(`/api/portal/records/${items[0].id}`);
    expect(JSON.stringify(record).includes("fracture"), false, "the private part of a note");

    const added = await reader.post("/api/portal/notes", { text: "The cough is back." }, 201);
    const thread = await reader.post("/api/portal/threads", { subject: "Cough", text: "May I come tomorrow?" }, 201);
    const waiting = (await owner.get("/api/inbox")).items.filter(({ patientId }) => patientId === patient.id);
    expect(waiting.map(({ kind }) => kind).sort().join(), "message,triage", "what waits in the clinic's inbox");
    await owner.post(`${chart}/records/${added.id}/reading`, {}, 200);
    await owner.post(`${chart}/threads/${thread.thread.id}/messages`, { text: "Yes, or now by video." }, 201);
    expect((await reader.get("/api/portal/threads")).unread, 1, "messages that the patient has not read");
    const told = await outbox.next("sms", patient.phone, ({ body }) => !/\d{6}/.test(body) && /portal/.test(body));
    expect(/cough|video/i.test(told.body), false, "words of the message in the SMS");
    const mine = (await reader.get("/api/portal/records")).items.find(({ id }) => id === added.id);
    expect(mine.reading?.byName, "Dr Kavya Rao", "who has read the patient's note");

    const { visit, link } = await callPatient(patient);
    const doctor = await desk(patient, visit);
    const page = await guest(link);
    await admit(doctor);
    await Promise.all([sees(doctor), sees(page)]);
    for (const box of await doctor.getByRole("checkbox").all()) await box.check();
    await button(doctor, "Note it in the chart").click();
    await doctor.getByText("Identity and consent noted by Dr Kavya Rao").waitFor();
    await button(doctor, "End for all").click();
    await heading(page, "The call has ended");
    const { noteId } = await owner.get(`${chart}/visits/${visit.id}`);
    const { items: after } = await reader.get("/api/portal/records");
    expect(after.some(({ id }) => id === noteId), true, "the note of identity and consent, in the patient's chart");
  }));

try {
  await runTests({ only: process.argv[2] });
} finally {
  await browser.close();
}
