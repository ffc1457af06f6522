/** Every state of the pages of a video call, the patient's and the clinic's, and the way to it, in English. */
import { tokenOf } from "./fixture-server.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name }).first().waitFor();

const allow = (page, url, permissions = ["camera", "microphone"]) => page.context().grantPermissions(permissions, { origin: url });

const open = (scenario) => (page, url) => page.goto(`${url}/v?${tokenOf(scenario, 22)}`);

const atMirror = (scenario, permissions) => async (page, url) => {
  await allow(page, url, permissions);
  await open(scenario)(page, url);
  await button(page, "Turn on camera and microphone").click();
  await heading(page, "This is how you are seen");
};

const atLobby = (scenario) => async (page, url) => {
  await atMirror(scenario)(page, url);
  await button(page, "Ask to come in").click();
  await heading(page, "You are in the waiting room");
};

const openDesk = (scenario) => (page, url) => page.goto(`${url}/call#patient=${scenario}&visit=v`);

const atDesk = (scenario) => async (page, url) => {
  await allow(page, url);
  await openDesk(scenario)(page, url);
  await button(page, "Go into the room").click();
  await heading(page, "Lobby");
};

/** The other side of a call, in a page of its own beside the one that is looked at. */
async function beside(page, go) {
  const other = await page.context().newPage();
  await go(other);
  return other;
}

const seen = (page) => page.waitForFunction(() => [...document.querySelectorAll(".tile video")].some((video) => video.currentTime > 0.2));

const inCall = (scenario) => async (page, url) => {
  await atLobby(scenario)(page, url);
  const desk = await beside(page, (other) => atDesk(scenario)(other, url));
  await button(desk, "Let in Asha V").click();
  await page.bringToFront();
  await seen(page);
  return desk;
};

const atDeskInCall = (scenario) => async (page, url) => {
  await atDesk(scenario)(page, url);
  await beside(page, (other) => atLobby(scenario)(other, url));
  await page.bringToFront();
  await button(page, "Let in Asha V").click();
  await seen(page);
};

const lost = async (page, url) => {
  await page.goto(`${url}/v`);
  await heading(page, "Open the link to your video call");
};

export const visitStates = [
  { name: "visit-lost", reach: lost },
  { name: "visit-lost-empty", reach: async (page, url) => { await lost(page, url); await button(page, "Send the link again").click(); await page.getByText("Please enter the number").waitFor(); } },
  { name: "visit-lost-asked", reach: async (page, url) => { await lost(page, url); await page.getByLabel("Your mobile number or e-mail").fill("+91 98 7654 3210"); await button(page, "Send the link again").click(); await page.getByText("is on its way").waitFor(); } },
  { name: "visit-missing", reach: async (page, url) => { await open("missing")(page, url); await button(page, "Send me a new link").waitFor(); } },
  { name: "visit-early", reach: async (page, url) => { await open("early")(page, url); await heading(page, "You are early"); } },
  { name: "visit-closed", reach: async (page, url) => { await open("closed")(page, url); await heading(page, "This video call is over"); } },
  { name: "visit-ready", reach: async (page, url) => { await open("open")(page, url); await button(page, "Turn on camera and microphone").waitFor(); } },
  {
    name: "visit-asking",
    reach: async (page, url) => {
      await page.addInitScript(() => (navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined)));
      await open("open")(page, url);
      await button(page, "Turn on camera and microphone").click();
      await heading(page, "May we use the camera?");
    },
  },
  { name: "visit-mirror", reach: atMirror("open") },
  { name: "visit-mirror-no-name", reach: async (page, url) => { await atMirror("open")(page, url); await page.getByLabel("Your name").fill(" "); await button(page, "Ask to come in").click(); await page.getByText("Please enter your name").waitFor(); } },
  { name: "visit-mirror-denied", reach: async (page, url) => { await atMirror("open", [])(page, url); await page.getByText("Camera and microphone are blocked").waitFor(); } },
  { name: "visit-mirror-audio-only", reach: async (page, url) => { await atMirror("open", ["microphone"])(page, url); await page.getByText("The camera is blocked").waitFor(); } },
  { name: "visit-lobby", reach: atLobby("open") },
  { name: "visit-lobby-full", reach: async (page, url) => { await atMirror("lobbyfull")(page, url); await button(page, "Ask to come in").click(); await page.getByText("Too many people wait").waitFor(); } },
  { name: "visit-alone", reach: async (page, url) => { await atMirror("alone")(page, url); await button(page, "Ask to come in").click(); await page.getByText("You are in.").waitFor(); } },
  { name: "visit-call", reach: inCall("open") },
  { name: "visit-call-muted", reach: async (page, url) => { await inCall("open")(page, url); await button(page, "Mute").click(); await button(page, "Camera off").click(); await button(page, "Camera on").waitFor(); } },
  { name: "visit-call-doctor-hides", reach: async (page, url) => { const desk = await inCall("open")(page, url); await button(desk, "Camera off").click(); await button(desk, "Mute").click(); await page.locator(".tile").getByText("microphone off").waitFor(); await page.locator(".tile").getByText("Camera is off").waitFor(); } },
  { name: "visit-ended", reach: async (page, url) => { const desk = await inCall("open")(page, url); await button(desk, "End for all").click(); await heading(page, "The call has ended"); } },
  { name: "visit-left", reach: async (page, url) => { await atLobby("open")(page, url); await button(page, "Leave").click(); await heading(page, "You have left"); } },
  { name: "visit-refused", reach: async (page, url) => { await atLobby("open")(page, url); const desk = await beside(page, (other) => atDesk("open")(other, url)); await button(desk, "Turn away Asha V").click(); await heading(page, "You were not let in"); } },
  { name: "visit-gone", reach: async (page, url) => { await atMirror("gone")(page, url); await button(page, "Ask to come in").click(); await heading(page, "You are not in the call any more"); } },
  { name: "visit-down", static: true, reach: async (page, url) => { await open("down")(page, url); await page.getByRole("button", { name: /Try again/ }).waitFor(); } },
  { name: "call-wrong-address", reach: async (page, url) => { await page.goto(`${url}/call`); await heading(page, "This call cannot be opened"); } },
  { name: "call-signed-out", reach: async (page, url) => { await openDesk("signedout")(page, url); await page.getByText("Sign in to the clinic's pages").waitFor(); } },
  { name: "call-early", reach: async (page, url) => { await openDesk("early")(page, url); await page.getByText("The room opens on").waitFor(); } },
  { name: "call-ended", reach: async (page, url) => { await openDesk("closed")(page, url); await page.getByText("This call is over").waitFor(); } },
  { name: "call-ready", reach: async (page, url) => { await openDesk("failed")(page, url); await button(page, "Go into the room").waitFor(); } },
  { name: "call-room-full", reach: async (page, url) => { await openDesk("roomfull")(page, url); await button(page, "Go into the room").click(); await page.getByText("Four people are in the room").waitFor(); } },
  { name: "call-empty", reach: atDesk("open") },
  { name: "call-lobby", reach: async (page, url) => { await atDesk("open")(page, url); await beside(page, (other) => atLobby("open")(other, url)); await page.bringToFront(); await button(page, "Let in Asha V").waitFor(); } },
  { name: "call-room", reach: atDeskInCall("open") },
  { name: "call-room-minor", reach: atDeskInCall("minor") },
  { name: "call-noted", reach: async (page, url) => { await atDeskInCall("open")(page, url); for (const box of await page.getByRole("checkbox").all()) await box.check(); await button(page, "Note it in the chart").click(); await page.getByText("Identity and consent noted").waitFor(); } },
  { name: "call-left", reach: async (page, url) => { await atDesk("open")(page, url); await button(page, "Leave, and let it go on for the others").click(); await heading(page, "You are not in the room any more"); } },
  { name: "call-over", reach: async (page, url) => { await atDeskInCall("open")(page, url); await button(page, "End for all").click(); await heading(page, "The call has ended"); } },
];
