/**
 * Calls between real browser pages, on the fixture server: what is hard to bring about on a real
 * system. visit.story.mjs plays the whole way on the local cloud.
 */
import { desktop, launch, phone } from "./browser.mjs";
import { until } from "./clinic-api.mjs";
import { startFixtureServer, tokenOf } from "./fixture-server.mjs";
import { expect, runTests, test } from "./runner.mjs";

const server = await startFixtureServer();
const browser = await launch();
const { url } = server;

const button = (page, name) => page.getByRole("button", { name, exact: true });

/** Opens a page in a browser context of its own, with the connections that it makes within reach. */
async function person(options, permissions = ["camera", "microphone"]) {
  const context = await browser.newContext(options);
  await context.grantPermissions(permissions, { origin: url });
  await context.addInitScript(() => {
    const Real = RTCPeerConnection;
    window.connections = [];
    window.RTCPeerConnection = function (...args) {
      const made = new Real(...args);
      window.connections.push(made);
      return made;
    };
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    window.opened = [];
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      window.opened.push(...stream.getTracks());
      return stream;
    };
  });
  return context.newPage();
}

async function desk(room) {
  const page = await person(desktop);
  await page.goto(`${url}/call#patient=${room}&visit=v`);
  await button(page, "Go into the room").click();
  await page.getByRole("heading", { name: "Lobby" }).waitFor();
  return page;
}

async function guest(room, name, permissions) {
  const page = await person(phone, permissions);
  await page.goto(`${url}/v?${tokenOf(room, 22)}`);
  await button(page, "Turn on camera and microphone").click();
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: /Ask to come in/ }).click();
  await page.getByRole("heading", { name: "You are in the waiting room" }).waitFor();
  return page;
}

const admit = (page, name) => button(page, `Let in ${name}`).click();

/** Pictures decoded from each of the others, of the connections that stand. */
const frames = (page) =>
  page.evaluate(async () => {
    const counts = [];
    for (const pc of window.connections.filter(({ connectionState }) => connectionState === "connected")) {
      const stats = [...(await pc.getStats()).values()];
      counts.push(stats.filter(({ type, kind }) => type === "inbound-rtp" && kind === "video").reduce((sum, { framesDecoded = 0 }) => sum + framesDecoded, 0));
    }
    return counts;
  });

const sees = (page, others) =>
  until(`pictures of ${others} others`, async () => {
    const counts = await frames(page);
    return counts.length === others && counts.every((n) => n > 0);
  });

/** Waits until more pictures have come than there are now. */
async function goesOn(page) {
  const sum = async () => (await frames(page)).reduce((total, n) => total + n, 0);
  const before = await sum();
  await until("more pictures", async () => (await sum()) > before + 5);
}

const stopped = (page) => page.evaluate(() => window.opened.every(({ readyState }) => readyState === "ended"));

async function playing(run) {
  server.forget();
  try {
    await run();
  } finally {
    await Promise.all(browser.contexts().map((context) => context.close()));
  }
}

test("two see each other, and the end stops every camera", () =>
  playing(async () => {
    const doctor = await desk("two");
    const asha = await guest("two", "Asha");
    await admit(doctor, "Asha");
    await Promise.all([sees(doctor, 1), sees(asha, 1)]);
    await button(doctor, "End for all").click();
    await asha.getByRole("heading", { name: "The call has ended" }).waitFor();
    expect([await stopped(doctor), await stopped(asha)].join(), "true,true", "cameras and microphones stopped");
  }));

test("four see each other, each with three connections", () =>
  playing(async () => {
    const doctor = await desk("four");
    const guests = [];
    for (const name of ["Asha", "Ravi", "Meena"]) {
      guests.push(await guest("four", name));
      await admit(doctor, name);
    }
    await Promise.all([doctor, ...guests].map((page) => sees(page, 3)));
    await button(guests[1], "Leave").click();
    await Promise.all([doctor, guests[0], guests[2]].map((page) => sees(page, 2)));
    expect(await stopped(guests[1]), true, "the camera of who left is stopped");
  }));

test("a guest who reloads is back, without a question and without the lobby", () =>
  playing(async () => {
    const doctor = await desk("again");
    const asha = await guest("again", "Asha");
    await admit(doctor, "Asha");
    await Promise.all([sees(doctor, 1), sees(asha, 1)]);
    await asha.reload();
    await Promise.all([sees(doctor, 1), sees(asha, 1)]);
    await goesOn(doctor);
  }));

test("the clinic's browser reloads and finds the guest again", () =>
  playing(async () => {
    const doctor = await desk("desk");
    const asha = await guest("desk", "Asha");
    await admit(doctor, "Asha");
    await sees(asha, 1);
    await doctor.reload();
    await button(doctor, "Go into the room").click();
    await Promise.all([sees(doctor, 1), sees(asha, 1)]);
    await goesOn(asha);
  }));

test("both look for a new path at once, and the pictures go on", () =>
  playing(async () => {
    const doctor = await desk("glare");
    const asha = await guest("glare", "Asha");
    await admit(doctor, "Asha");
    await Promise.all([sees(doctor, 1), sees(asha, 1)]);
    const path = (page) => page.evaluate(() => /ice-ufrag:(\S+)/.exec(window.connections.at(-1).localDescription.sdp)[1]);
    const before = [await path(doctor), await path(asha)];
    await Promise.all([doctor, asha].map((page) => page.evaluate(() => window.connections.at(-1).restartIce())));
    const settled = (page) => page.evaluate(() => window.connections.at(-1).signalingState === "stable");
    await until("a new path for both", async () => (await path(doctor)) !== before[0] && (await path(asha)) !== before[1] && (await settled(doctor)) && (await settled(asha)));
    await Promise.all([goesOn(doctor), goesOn(asha)]);
    expect(await doctor.evaluate(() => window.connections.length), 1, "connections that the clinic made");
  }));

test("a camera that is turned off goes out, the other side reads it, and it comes back", () =>
  playing(async () => {
    const doctor = await desk("camera");
    const asha = await guest("camera", "Asha");
    await admit(doctor, "Asha");
    await Promise.all([sees(doctor, 1), sees(asha, 1)]);
    await button(asha, "Camera off").click();
    await doctor.locator(".tile").getByText("Camera is off").waitFor();
    expect(await asha.evaluate(() => window.opened.filter(({ kind }) => kind === "video").every(({ readyState }) => readyState === "ended")), true, "camera stopped");
    await button(asha, "Mute").click();
    await doctor.locator(".tile").getByText("microphone off").waitFor();
    await button(asha, "Camera on").click();
    await doctor.locator(".tile").getByText("Camera is off").waitFor({ state: "detached" });
    await goesOn(doctor);
    expect(await doctor.evaluate(() => window.connections.length), 1, "connections that the clinic made");
  }));

test("without a camera a guest is heard and sees", () =>
  playing(async () => {
    const doctor = await desk("audio");
    const asha = await guest("audio", "Asha", ["microphone"]);
    await admit(doctor, "Asha");
    await sees(asha, 1);
    await doctor.locator(".tile").getByText("Camera is off").waitFor();
    await until("sound of the guest", () =>
      doctor.evaluate(async () => [...(await window.connections[0].getStats()).values()].some(({ type, kind, packetsReceived }) => type === "inbound-rtp" && kind === "audio" && packetsReceived > 10)),
    );
  }));

test("with neither camera nor microphone a guest sees", () =>
  playing(async () => {
    const doctor = await desk("nothing");
    const asha = await guest("nothing", "Asha", []);
    await admit(doctor, "Asha");
    await sees(asha, 1);
  }));

test("a guest who was without a network comes back by itself", () =>
  playing(async () => {
    const doctor = await desk("offline");
    const asha = await guest("offline", "Asha");
    await asha.context().setOffline(true);
    await asha.evaluate(() => new Promise((gone) => (navigator.onLine ? addEventListener("offline", gone, { once: true }) : gone())));
    const before = server.calls.length;
    await admit(doctor, "Asha");
    await until("a while of the clinic's asking", () => server.calls.length > before + 4);
    await asha.context().setOffline(false);
    await Promise.all([sees(doctor, 1), sees(asha, 1)]);
  }));

test("the ICE servers are those of the server, and their credentials are renewed while the call stands", () =>
  playing(async () => {
    const doctor = await desk("turn");
    const asha = await guest("turn", "Asha");
    await admit(doctor, "Asha");
    await Promise.all([sees(doctor, 1), sees(asha, 1)]);
    const users = () => Promise.all([doctor, asha].map((page) => page.evaluate(() => window.connections.at(-1).getConfiguration().iceServers.map(({ username }) => username).join())));
    expect((await users()).join(), "first,first", "user names");
    for (const box of await doctor.getByRole("checkbox").all()) await box.check();
    await button(doctor, "Note it in the chart").click();
    await until("renewed credentials", async () => (await users()).join() === "later,later");
    expect(await doctor.evaluate(() => window.connections.length), 1, "connections that the clinic made");
  }));

test("the server is asked often until the call stands, and seldom then", () =>
  playing(async () => {
    const doctor = await desk("pace");
    const asha = await guest("pace", "Asha");
    await admit(doctor, "Asha");
    await Promise.all([sees(doctor, 1), sees(asha, 1)]);
    const asked = async (milliseconds) => {
      const before = server.calls.length;
      await new Promise((next) => setTimeout(next, milliseconds));
      return server.calls.slice(before).filter((made) => made === "GET /api/visit-room").length;
    };
    await asked(1000); // the last exchanges of the connection's making
    const inFourSeconds = await asked(4000);
    expect(inFourSeconds >= 1 && inFourSeconds <= 3, true, `times asked in 4 s of a standing call (${inFourSeconds}) between 1 and 3`);
  }));

try {
  await runTests({ only: process.argv[2] });
} finally {
  await browser.close();
  await server.close();
}
