/** Every state of the patients' portal and the way to it, in English. */
import { accountStates } from "./portal-account-states.mjs";
import { partStates } from "./portal-part-states.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name, exact: true }).first().waitFor();

const right = "mauve kettle drives north";
const token = (scenario) => scenario.padEnd(22, "-");

const atSignIn = async (page, url) => {
  await page.goto(`${url}/portal`);
  await heading(page, "Sign in");
};

const signIn = (scenario, title, password = right) => async (page, url) => {
  await atSignIn(page, url);
  await page.getByLabel("Your e-mail").fill(`${scenario}@example.com`);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Sign in").click();
  await heading(page, title);
};

const atPersons = (scenario) => signIn(scenario, "Whose records?");
const person = (page, name) => page.getByRole("button", { name });

const atCode = (scenario) => async (page, url) => {
  await atPersons(scenario)(page, url);
  await person(page, "Asha V Sunrise Clinic").click();
  await button(page, "Send me the code").click();
  await heading(page, "Enter the code");
};

const atBirth = async (page, url) => {
  await atPersons("family")(page, url);
  await person(page, "Kiran V").click();
  await heading(page, "When was this person born?");
};

export const atChart = (scenario) => async (page, url) => {
  await atPersons(scenario)(page, url);
  await person(page, "Lakeside").click();
  await heading(page, "My records");
};

const atFind = (...typed) => then(atChart("family"), async (page) => {
  await page.getByText("Find a record").click();
  for (const [label, value] of typed) {
    const field = page.getByLabel(label, { exact: true });
    await (label === "Kind" ? field.selectOption(value) : field.fill(value));
  }
  await button(page, "Show").click();
});

const atRecord = (label, title) => async (page, url) => {
  await atChart("family")(page, url);
  if (await button(page, "Show more").isVisible()) await button(page, "Show more").click();
  await page.getByRole("article").filter({ hasText: label }).first().getByRole("button").click();
  await button(page, "Back to my records").waitFor();
  await page.getByRole("heading", { level: 2, name: title }).waitFor();
};

const atReset = (scenario) => async (page, url) => {
  await page.goto(`${url}/portal#reset=${token(scenario)}`);
  await heading(page, "Choose a new password");
};

const choose = (password) => async (page) => {
  await page.getByLabel("New password").fill(password);
  await button(page, "Save the password").click();
};

const atConfirm = (scenario) => async (page, url) => {
  await page.goto(`${url}/portal#confirm=${token(scenario)}`);
  await button(page, "Yes, use this address").waitFor();
};

const then = (...steps) => async (page, url) => {
  for (const step of steps) await step(page, url);
};
const tap = (name) => (page) => button(page, name).click();
const reads = (text) => (page) => page.getByText(text).first().waitFor();
const type = (label, text) => (page) => page.getByLabel(label, { exact: true }).fill(text);

export const portalStates = [
  ...partStates(atChart),
  ...accountStates(atChart),
  { name: "portal-sign-in", reach: atSignIn },
  { name: "portal-sign-in-empty", reach: then(atSignIn, tap("Sign in"), reads("Please enter your e-mail.")) },
  { name: "portal-sign-in-shown", reach: then(atSignIn, type("Password", right), (page) => page.getByLabel("Show the password").check()) },
  { name: "portal-sign-in-wrong", reach: then(signIn("wrong", "Sign in", "another long password"), reads("The e-mail or the password is not right")) },
  { name: "portal-sign-in-often", reach: then(signIn("often", "Sign in"), reads("That was too often")) },
  { name: "portal-forgotten", reach: then(atSignIn, tap("I forgot my password"), (page) => heading(page, "Forgotten password")) },
  { name: "portal-forgotten-asked", reach: then(atSignIn, tap("I forgot my password"), type("Your e-mail", "asha@example.com"), tap("Send me the e-mail"), reads("If this address is used here")) },
  { name: "portal-reset", reach: atReset("good") },
  { name: "portal-reset-short", reach: then(atReset("good"), choose("too short"), reads("The password needs at least 15 characters")) },
  { name: "portal-reset-done", reach: then(atReset("good"), choose(right), reads("Your new password is saved")) },
  { name: "portal-reset-ended", reach: then(atReset("ended"), choose(right), reads("This link was used already")) },
  { name: "portal-link-cut", reach: then((page, url) => page.goto(`${url}/portal#reset=cut`), reads("This link was used already")) },
  { name: "portal-confirm", reach: atConfirm("good") },
  { name: "portal-confirm-done", reach: then(atConfirm("good"), tap("Yes, use this address"), reads("Your new address is confirmed")) },
  { name: "portal-confirm-ended", reach: then(atConfirm("ended"), tap("Yes, use this address"), reads("This link does not work any more")) },
  { name: "portal-choose", reach: signIn("invited", "Choose your own password") },
  { name: "portal-choose-common", reach: then(signIn("invited", "Choose your own password"), choose("password password"), reads("This password is easy to guess")) },
  { name: "portal-factor-app", reach: signIn("app", "One more step") },
  { name: "portal-factor-wrong", reach: then(signIn("app", "One more step"), type("6-digit code of the app", "999999"), tap("Go on"), reads("That code is wrong or too old")) },
  { name: "portal-factor-recovery", reach: then(signIn("app", "One more step"), tap("Use a recovery code instead"), reads("Each works once")) },
  { name: "portal-factor-passkey", reach: then(signIn("passkey", "One more step"), (page) => button(page, "Use my passkey").waitFor()) },
  { name: "portal-factor-no-passkey", reach: then((page) => page.addInitScript(() => delete window.PublicKeyCredential), signIn("passkey", "One more step"), reads("This browser cannot use your passkey.")) },
  { name: "portal-persons", reach: atPersons("family") },
  { name: "portal-persons-none", reach: then(atPersons("nobody"), reads("No clinic gives this account access")) },
  { name: "portal-send", reach: then(atPersons("family"), (page) => person(page, "Asha V Sunrise Clinic").click(), reads("Is this your phone?")) },
  { name: "portal-send-unverified", reach: then(atPersons("unverified"), (page) => person(page, "Asha V Sunrise Clinic").click(), tap("Send me the code"), reads("The clinic must check your mobile number first")) },
  { name: "portal-code", reach: atCode("family") },
  { name: "portal-code-soon", reach: then(atPersons("soon"), (page) => person(page, "Asha V Sunrise Clinic").click(), tap("Send me the code"), reads("We have just sent a code."), (page) => page.getByLabel("6-digit code").waitFor()) },
  { name: "portal-code-wrong", reach: then(atCode("family"), type("6-digit code", "999999"), tap("Go on"), reads("That code is wrong or too old")) },
  { name: "portal-birth", reach: atBirth },
  { name: "portal-birth-wrong", reach: then(atBirth, type("Date of birth", "2018-01-01"), tap("Go on"), reads("This is not what the clinic has noted")) },
  { name: "portal-records", reach: atChart("family") },
  { name: "portal-records-all", reach: then(atChart("family"), tap("Show more"), reads("Read by Dr Kavya Rao")) },
  { name: "portal-records-none", reach: then(atChart("empty"), reads("There is nothing here yet")) },
  { name: "portal-find", reach: then(atChart("family"), (page) => page.getByText("Find a record").click(), (page) => page.getByLabel("Words in it").waitFor()) },
  { name: "portal-find-days", reach: then(atFind(["From this day", "2026-03-02"], ["Until this day", "2026-03-01"]), reads("The first day comes after the last")) },
  { name: "portal-found", reach: then(atFind(["Kind", "prescription"]), reads("Found: 2 records")) },
  { name: "portal-found-nothing", reach: then(atFind(["Words in it", "nothing"]), reads("Nothing found")) },
  { name: "portal-sheets", reach: then(atChart("family"), tap("Print all that is listed"), (page) => heading(page, "Print"), reads("8 records, each on a sheet")) },
  { name: "portal-record", reach: atRecord("Prescription", "Prescription") },
  { name: "portal-record-document", reach: atRecord("Document", "Document") },
  { name: "portal-record-withdrawn", reach: then(atRecord("Taken back", "Notes of your visit"), reads("has taken this back")) },
  { name: "portal-record-own", reach: then(atRecord("Read by", "Note"), reads("You wrote this")) },
  {
    name: "portal-failed",
    reach: then(atChart("family"), async (page) => {
      await page.route("**/api/portal/records/*", (route) => route.abort());
      await page.getByRole("article").first().getByRole("button").click();
      await heading(page, "This could not be opened");
    }),
  },
  {
    name: "portal-elsewhere",
    reach: then(atChart("family"), async (page) => {
      // As another tab does.
      await page.evaluate(async () => {
        const body = JSON.stringify({ practiceId: "prc_1", patientId: "pat_2", dateOfBirth: "2019-04-12" });
        await fetch("/api/portal/person", { method: "POST", body, headers: { "Content-Type": "application/json", "X-Requested-By": "chartshare" } });
        new BroadcastChannel("portal").postMessage(0);
      });
      await heading(page, "These records were closed");
    }),
  },
  {
    name: "portal-leaving",
    reach: then(atChart("family"), async (page) => {
      await page.route("**/api/portal/session", (route) => (route.request().method() === "DELETE" ? route.abort() : route.continue()));
      await button(page, "Sign out").click();
      await heading(page, "You are not signed out yet");
      await reads("No connection")(page);
    }),
  },
  { name: "portal-signed-out", reach: then(atChart("family"), tap("Sign out"), reads("You are signed out")) },
  { name: "portal-ended", reach: then(atChart("family"), (page) => page.context().clearCookies(), (page) => page.getByRole("article").first().getByRole("button").click(), reads("so that nobody else reads your records")) },
];
