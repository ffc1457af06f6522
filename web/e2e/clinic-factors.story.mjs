/** The second step of a sign-in, and one's own account: an app, recovery codes, a passkey, and where one is signed in. */
import { launch } from "./browser.mjs";
import { atTheDesk, checkPage, signIn } from "./clinic.mjs";
import { newColleague, newPractice, Outbox, until } from "./clinic-api.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";
import { App } from "./totp.mjs";

const url = process.env.CHARTSHARE_URL;
const browser = await launch();
const outbox = new Outbox(url);
const owner = await newPractice(url, outbox);
const colleague = (name) => newColleague(owner, outbox, { name, role: "clinician" });

/** E-mail and password at the door: the second step follows. */
async function enterPassword(page, { email, password }) {
  await page.goto(`${url}/clinic/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "One more step" }).waitFor();
}

const inside = (page) => page.getByRole("navigation", { name: "Pages" }).waitFor();

/** The dialog that asks for the own password, where the act has one. */
async function stepUp(page, { password }) {
  const dialog = page.getByRole("dialog", { name: /Enter your password|अपना पासवर्ड/ });
  await dialog.locator("input[type=password]").fill(password);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
}

/** Adds an app by the page of the account, which shows recovery codes the first time. */
async function addApp(page, person) {
  await page.goto(`${url}/clinic/settings/account`);
  await page.getByRole("button", { name: "Add an authenticator app" }).click();
  await stepUp(page, person);
  const dialog = page.getByRole("dialog", { name: "Add an authenticator app" });
  await dialog.getByRole("img", { name: /QR code/ }).waitFor();
  const app = new App(await dialog.locator("code, pre").innerText());
  const code = dialog.getByLabel("Code of six digits");
  await code.fill(app.wrong());
  await page.keyboard.press("Enter");
  await dialog.getByText("This code is not right").waitFor();
  const right = app.code();
  await code.fill(`${right.slice(0, 3)} ${right.slice(3)}`);
  await page.keyboard.press("Enter");
  const shown = page.getByRole("dialog", { name: "Keep these recovery codes" });
  await shown.waitFor();
  const codes = await shown.getByRole("listitem").allInnerTexts();
  return { app, codes, shown };
}

test("an app is added with its first code, and then signs in; wrong codes do not, and each recovery code does once", async () => {
  const ravi = await colleague("Dr Ravi Menon");
  await atTheDesk(browser, url, { permissions: ["clipboard-read", "clipboard-write"] }, async (page, context) => {
    await signIn(page, url, ravi.email, ravi.password);
    const { app, codes, shown } = await addApp(page, ravi);
    expect(codes.length, 10, "recovery codes");
    await page.keyboard.press("Escape");
    await shown.getByRole("button", { name: "Copy" }).click();
    await shown.getByText("Copied").waitFor();
    expect((await page.evaluate(() => navigator.clipboard.readText())).trim(), codes.join("\n"), "what was copied");
    const [file] = await Promise.all([page.waitForEvent("download"), shown.getByRole("button", { name: "Download" }).click()]);
    expect(file.suggestedFilename(), "chartshare-recovery-codes.txt", "the file's name");
    await shown.getByRole("button", { name: "I have kept them" }).click();
    await shown.waitFor({ state: "hidden" });
    await page.getByText("10 codes left").waitFor();
    await page.reload();
    await page.getByText("10 codes left").waitFor();
    expect((await page.content()).includes(codes[0]), false, "the codes are shown once");

    await context.clearCookies();
    await enterPassword(page, ravi);
    await page.getByLabel("Code of six digits").fill(app.wrong());
    await page.keyboard.press("Enter");
    await page.getByText("This code is not right").waitFor();
    await page.reload(); // as a phone does while its user looks at the app
    await page.getByLabel("Code of six digits").fill(app.code());
    await page.keyboard.press("Enter");
    await inside(page);

    await context.clearCookies();
    await enterPassword(page, ravi);
    await page.getByRole("button", { name: "Use a recovery code instead" }).click();
    await page.getByLabel("Recovery code").fill(` ${codes[0].toUpperCase()} `);
    await page.keyboard.press("Enter");
    await inside(page);
    await context.clearCookies();
    await enterPassword(page, ravi);
    await page.getByRole("button", { name: "Use a recovery code instead" }).click();
    await page.getByLabel("Recovery code").fill(codes[0]);
    await page.keyboard.press("Enter");
    await page.getByText("This code is not right, or was used before").waitFor();
    await page.getByRole("button", { name: "Start again with the password" }).click();
    await page.getByLabel("E-mail").waitFor();
  });
});

/** Where an act needs the second step in the dialog that asks to sign in again. */
test("a session that ends in the middle of an edit is asked for with the second step, and the edit goes on", () =>
  atTheDesk(browser, url, {}, async (page, context) => {
    await signIn(page, url, owner.email, owner.password);
    const { app, codes, shown } = await addApp(page, owner);
    await shown.getByRole("button", { name: "I have kept them" }).click();
    await page.goto(`${url}/clinic/settings/practice`);
    await page.getByLabel("Address").fill("16 Lake Road, Bengaluru 560038");
    await context.clearCookies();
    await page.getByRole("button", { name: "Save" }).click();
    const dialog = page.getByRole("dialog", { name: "Please sign in again" });
    await dialog.getByLabel("E-mail").fill(owner.email);
    await dialog.getByLabel("Password", { exact: true }).fill(owner.password);
    await page.keyboard.press("Enter");
    await dialog.getByLabel("Code of six digits").fill(app.code());
    await page.keyboard.press("Enter");
    await stepUp(page, owner);
    await page.getByText("The practice is saved").waitFor();
    await expectSoon(() => page.getByLabel("Address").inputValue(), "16 Lake Road, Bengaluru 560038", "what was typed");

    // The owner gives the second step up again: the other stories sign in with the password alone.
    await page.goto(`${url}/clinic/settings/account`);
    await page.getByRole("button", { name: "Remove Authenticator app" }).click();
    await page.getByText("This is your only second step").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByText("Your password alone opens the records").waitFor();
    expect(codes.length, 10, "recovery codes");
    await owner.post("/api/sessions", { email: owner.email, password: owner.password }, 201);
  }));

test("a passkey is made, signs in, and is taken away", async () => {
  const asha = await colleague("Dr Asha Kulkarni");
  await atTheDesk(browser, url, {}, async (page, context) => {
    const devtools = await context.newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
    const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options });
    await signIn(page, url, asha.email, asha.password);
    const add = async (name) => {
      await page.getByRole("button", { name: "Add a passkey" }).click();
      const dialog = page.getByRole("dialog", { name: "Add a passkey" });
      await page.keyboard.press("Enter");
      await dialog.getByText("Please fill this in.").waitFor();
      await dialog.getByLabel("What shall it be called?").fill(name);
      await page.keyboard.press("Enter");
      await stepUp(page, asha);
      return dialog;
    };
    await page.goto(`${url}/clinic/settings/account`);
    await add("Desk computer");
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.getByText("Desk computer").waitFor();

    const again = await add("The same once more");
    await again.getByText("This device already has a passkey of yours").waitFor();
    await page.keyboard.press("Escape");

    await context.clearCookies();
    await enterPassword(page, asha);
    await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await page.getByRole("button", { name: "Use my passkey" }).click();
    await page.getByText("No passkey was used").waitFor();
    await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    await page.getByRole("button", { name: "Use my passkey" }).click();
    await inside(page);

    await page.goto(`${url}/clinic/settings/account`);
    await page.getByText("last used on").waitFor();
    await page.getByRole("button", { name: "Remove Desk computer" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await stepUp(page, asha);
    await page.getByText("Your password alone opens the records").waitFor();
    await asha.post("/api/sessions", { email: asha.email, password: asha.password }, 201);
  });
});

test("one sees where one is signed in, and signs out there", async () => {
  const noor = await colleague("Dr Noor Khan");
  await atTheDesk(browser, url, {}, async (page) => {
    await signIn(page, url, noor.email, noor.password);
    await page.goto(`${url}/clinic/settings/account`);
    await page.getByText("This one").waitFor();
    await page.getByRole("button", { name: /^Sign out (A browser|Chrome)/ }).first().click();
    await stepUp(page, noor);
    await page.getByText("You are signed in nowhere else.").waitFor();
    await noor.call("GET", "/api/session", undefined, { status: 401 });
    await noor.post("/api/sessions", { email: noor.email, password: noor.password }, 201);
    await page.reload();
    await page.getByRole("button", { name: "Sign out everywhere else" }).click();
    await page.getByText("You are signed in nowhere else.").waitFor();
    await noor.call("GET", "/api/session", undefined, { status: 401 });
    await page.getByRole("radio", { name: "हिन्दी" }).click();
    await page.getByRole("heading", { name: "भाषा और रंग" }).waitFor();
    await page.getByRole("radio", { name: "गहरे" }).click();
    await page.locator("html[data-mantine-color-scheme=dark]").waitFor();
    await page.reload();
    await page.locator("html[data-mantine-color-scheme=dark][lang=hi]").waitFor();
  });
});

test("an act on its way is done once, and one that fails or a dialog that closes leaves the focus where it was", async () => {
  await colleague("Dr Lata Rao");
  await atTheDesk(browser, url, { staff: owner }, async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);
    const press = async (name, role = "button") => {
      await page.getByRole(role, { name }).focus();
      await page.keyboard.press("Enter");
    };
    const closed = async (opener) => {
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      await expectSoon(focused, opener, "the focus after its dialog");
    };
    await page.goto(`${url}/clinic/settings/account`);
    let asked = 0;
    const answers = [];
    await page.route("**/api/session/factors/totp", async (route) => {
      asked++;
      await new Promise((answer) => answers.push(answer));
      await route.fulfill({ status: 500, contentType: "application/problem+json", body: "{}" });
    });
    await press("Add an authenticator app");
    await page.locator("main button[data-loading]").waitFor();
    await page.keyboard.press("Enter");
    expect(await focused(), "Add an authenticator app", "the focus while one waits");
    answers[0]();
    await page.getByText("That did not work.").waitFor();
    await page.locator("main button[data-loading]").waitFor({ state: "detached" });
    expect(await focused(), "Add an authenticator app", "the focus after it failed");
    expect(asked, 1, "requests for two presses");
    await press("Add a passkey");
    await closed("Add a passkey");

    await page.goto(`${url}/clinic/settings/staff`);
    await press("Change Dr Lata Rao");
    await closed("Change Dr Lata Rao");
    await press("Add a person");
    await closed("Add a person");
  });
});

test("an owner takes the second step of a colleague away, and both are told", async () => {
  const dev = await colleague("Dr Dev Patel");
  await atTheDesk(browser, url, {}, async (page) => {
    await signIn(page, url, dev.email, dev.password);
    await addApp(page, dev);
  });
  await atTheDesk(browser, url, {}, async (page) => {
    await signIn(page, url, owner.email, owner.password);
    await page.goto(`${url}/clinic/settings/staff`);
    const row = page.getByRole("listitem").filter({ hasText: "Dr Dev Patel" });
    await row.getByText("Signs in with a second step").waitFor();
    const ask = async () => {
      await page.locator("main li", { hasText: dev.email }).getByRole("button").last().click();
      await page.getByRole("menuitem").nth(1).click();
      await page.getByRole("dialog").waitFor();
      await page.locator("[role=menu]").waitFor({ state: "detached" }); // it fades, and is no menu meanwhile
    };
    await ask();
    await checkPage(page, "take a second step away", ask);
    await page.getByRole("button", { name: "Cancel" }).click();
    await expectSoon(() => page.evaluate(() => document.activeElement.getAttribute("aria-label")), "More for Dr Dev Patel", "the focus after the dialog");
    await row.getByRole("button", { name: "More for Dr Dev Patel" }).click();
    await page.getByRole("menuitem", { name: "Remove the second step" }).click();
    await page.getByText("only after you have seen the person").waitFor();
    await page.getByRole("button", { name: "Remove it" }).click();
    await stepUp(page, owner);
    await row.getByText("Signs in with a second step").waitFor({ state: "hidden" });
    await dev.post("/api/sessions", { email: dev.email, password: dev.password }, 201);
    await until("both to be told", async () => (await outbox.messages()).filter(({ to, kind }) => kind === "email" && (to.includes(dev.email) || to.includes(owner.email))).length >= 2);
  });
});

test("the account with a second step, its dialogs and the sign-in with it are for everybody", async () => {
  const lila = await colleague("Dr Lila Bose");
  await atTheDesk(browser, url, {}, async (page, context) => {
    await signIn(page, url, lila.email, lila.password);
    const { shown } = await addApp(page, lila);
    await shown.getByRole("button", { name: "I have kept them" }).click();
    await checkPage(page, "account", () => page.locator("main li").nth(2).waitFor());
    await context.clearCookies();
    await enterPassword(page, lila);
    await checkPage(page, "second step", () => page.locator("input[inputmode=numeric]").waitFor());
  });
});

test("the dialogs that add a passkey and remove a second step are for everybody", async () => {
  const tara = await colleague("Dr Tara Nair");
  await atTheDesk(browser, url, {}, async (page) => {
    await signIn(page, url, tara.email, tara.password);
    const { shown } = await addApp(page, tara);
    await shown.getByRole("button", { name: "I have kept them" }).click();
    const section = page.locator("main section").first();
    const passkey = async () => {
      await section.getByRole("button").last().click();
      await page.getByRole("dialog").waitFor();
    };
    await passkey();
    await checkPage(page, "add a passkey", passkey);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    const remove = async () => {
      await section.locator("li").first().getByRole("button").click();
      await page.getByRole("dialog").waitFor();
    };
    await remove();
    await checkPage(page, "remove a second step", remove);
  });
});

test("the dialog that adds an app is for everybody", () =>
  atTheDesk(browser, url, {}, async (page) => {
    await signIn(page, url, owner.email, owner.password);
    await page.goto(`${url}/clinic/settings/account`);
    const add = page.locator("section button").first();
    await add.click();
    await stepUp(page, owner);
    await page.getByRole("dialog").getByRole("img", { name: /QR/ }).waitFor();
    await checkPage(page, "add an app", async () => {
      await add.click();
      await page.getByRole("dialog").getByRole("img", { name: /QR/ }).waitFor();
    });
  }));

test("the dialog with the recovery codes is for everybody", async () => {
  const mira = await colleague("Dr Mira Shah");
  await atTheDesk(browser, url, {}, async (page) => {
    await signIn(page, url, mira.email, mira.password);
    await addApp(page, mira);
    await checkPage(page, "recovery codes", async () => {
      await page.locator("main section").first().locator("li").last().getByRole("button").click();
      await stepUp(page, mira);
      await page.getByRole("dialog").locator("ol").waitFor();
    });
  });
});

await runTests({ only: process.argv[2] });
await browser.close();
