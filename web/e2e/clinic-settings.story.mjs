/** The practice's profile and its staff: an owner keeps them, and undoes what was a mistake. */
import { launch } from "./browser.mjs";
import { atTheDesk, checkPage, signIn } from "./clinic.mjs";
import { newColleague, newEmail, newPassword, newPractice, Outbox, passwordLink } from "./clinic-api.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = process.env.CHARTSHARE_URL;
const browser = await launch();
const outbox = new Outbox(url);
const owner = await newPractice(url, outbox);
const meena = await newColleague(owner, outbox, { name: "Meena Iyer", role: "receptionist" });

const rowOf = (page, name) => page.getByRole("listitem").filter({ hasText: name });
const staffPage = async (page) => {
  await signIn(page, url, owner.email, owner.password);
  await page.goto(`${url}/clinic/settings/staff`);
  await rowOf(page, "Meena Iyer").waitFor();
};

async function stepUp(page) {
  const dialog = page.getByRole("dialog", { name: "Enter your password" });
  await dialog.getByLabel("Your own password").fill(owner.password);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
}

/** Somebody else changes something meanwhile, by another computer. */
async function meanwhile(path, change) {
  const { body, etag } = await owner.call("GET", path, undefined, { status: 200 });
  await owner.post("/api/session/step-up", { password: owner.password }, 204);
  await owner.call("PUT", path, change(body), { status: 200, headers: { "If-Match": etag } });
}

test("an owner adds a clinician and a receptionist, and each chooses a password and signs in", () =>
  atTheDesk(browser, url, {}, async (page) => {
    await staffPage(page);
    let asked = false;
    for (const [name, role] of [
      ["Dr Ravi Menon", "Clinician"],
      ["Sunita Rao", "Receptionist"],
    ]) {
      const email = newEmail(role.toLowerCase());
      await page.getByRole("button", { name: "Add a person" }).first().click();
      const dialog = page.getByRole("dialog", { name: "Add a person" });
      await dialog.getByLabel("Name").fill(name);
      await dialog.getByRole("radio", { name: role }).click();
      if (role === "Clinician") {
        await dialog.getByLabel("Qualifications").fill("MBBS, DCH");
        await dialog.getByLabel("Registration number").fill("KMC 12345");
      } else {
        expect(await dialog.getByLabel("Qualifications").count(), 0, "a receptionist's fields for prescriptions");
      }
      await dialog.getByLabel("E-mail").fill("nobody");
      await dialog.getByRole("button", { name: "Add and send the e-mail" }).click();
      if (!asked) await stepUp(page);
      asked = true;
      await dialog.getByText("This is not an e-mail address").waitFor();
      await dialog.getByLabel("E-mail").fill(` ${owner.email} `);
      await page.keyboard.press("Enter");
      await dialog.getByText("This address already signs in to a practice").waitFor();
      await dialog.getByLabel("E-mail").fill(` ${email} `);
      await dialog.getByRole("button", { name: "Add and send the e-mail" }).dblclick();
      await dialog.waitFor({ state: "hidden" });
      await rowOf(page, name).getByText("Has not chosen a password yet").waitFor();
      await expectSoon(() => rowOf(page, name).count(), 1, `people called ${name}`);
      const mail = await outbox.next("email", email);
      await atTheDesk(browser, url, {}, async (theirs) => {
        const password = newPassword();
        await theirs.goto(passwordLink(mail, url));
        await theirs.getByLabel("New password").fill(password);
        await theirs.keyboard.press("Enter");
        await theirs.getByRole("heading", { name: "Your password is saved" }).waitFor();
        await signIn(theirs, url, email, password);
        await theirs.getByRole("button", { name: `Account of ${name}` }).waitFor();
      });
    }
    await page.reload();
    await rowOf(page, "Dr Ravi Menon").getByText("MBBS, DCH · Reg. no. KMC 12345").waitFor();
    expect(await page.getByText("Has not chosen a password yet").count(), 0, "who has not chosen a password");
  }));

test("a colleague is disabled, which signs them out, and that is undone; a link for a new password reaches them", () =>
  atTheDesk(browser, url, {}, async (page) => {
    await staffPage(page);
    const menu = async (act) => {
      await page.getByRole("button", { name: "More for Meena Iyer" }).click();
      await page.getByRole("menuitem", { name: act }).click();
    };
    await menu("Disable: no more signing in");
    await stepUp(page);
    await rowOf(page, "Meena Iyer").getByText("Disabled").waitFor();
    await meena.call("GET", "/api/session", undefined, { status: 401 });
    await page.getByRole("button", { name: "Undo" }).click();
    await rowOf(page, "Meena Iyer").getByText("Disabled").waitFor({ state: "hidden" });
    await meena.post("/api/sessions", { email: meena.email, password: meena.password }, 201);
    await menu("Send a link for a new password");
    await page.getByText(`An e-mail is on its way to ${meena.email}`).waitFor();
    await outbox.next("email", meena.email);
    await page.getByRole("button", { name: /^More for Dr Kavya Rao/ }).click();
    const own = page.getByRole("menu", { name: /^More for Dr Kavya Rao/ }).getByRole("menuitem");
    await own.first().waitFor();
    expect(await own.filter({ hasText: "Disable" }).count(), 0, "ways to disable oneself");
  }));

test("the last owner stays one, and the page says why", () =>
  atTheDesk(browser, url, {}, async (page) => {
    await staffPage(page);
    await page.getByRole("button", { name: "Change Dr Kavya Rao" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: "Clinician" }).click();
    await dialog.getByText("This is your own role").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await stepUp(page);
    await dialog.getByText("A practice keeps at least one owner").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Add a person" }).waitFor();
  }));

test("a colleague whom somebody else changed meanwhile is shown as both have them", () =>
  atTheDesk(browser, url, {}, async (page) => {
    await staffPage(page);
    await page.getByRole("button", { name: "Change Meena Iyer" }).click();
    const { items } = await owner.get("/api/staff");
    const { id, version } = items.find(({ name }) => name === "Meena Iyer");
    await owner.post("/api/session/step-up", { password: owner.password }, 204);
    await owner.call("PUT", `/api/staff/${id}`, { name: "Meena Iyer Nair", role: "clinician", disabled: false }, { status: 200, headers: { "If-Match": `"${version}"` } });
    const dialog = page.getByRole("dialog").first();
    await dialog.getByLabel("Name").fill("Meena I.");
    await dialog.getByRole("button", { name: "Save" }).click();
    await stepUp(page);
    const conflict = page.getByRole("dialog", { name: "Somebody else has changed this" });
    await conflict.getByText("Meena Iyer Nair").waitFor();
    await conflict.getByText("Meena I.", { exact: true }).waitFor();
    await conflict.getByRole("button", { name: "Save mine" }).click();
    await conflict.waitFor({ state: "hidden" });
    await rowOf(page, "Meena I.").getByText("Clinician").waitFor();
    const now = (await owner.get("/api/staff")).items.find((member) => member.id === id);
    expect(`${now.name}, ${now.role}`, "Meena I., clinician", "what each changed alone stays");
  }));

test("the profile is changed and that is undone; a change by somebody else is shown beside one's own", () =>
  atTheDesk(browser, url, {}, async (page) => {
    await signIn(page, url, owner.email, owner.password);
    await page.goto(`${url}/clinic/settings/practice`);
    await page.getByLabel("Name of the practice").fill("Sunset Clinic");
    await page.getByLabel("Name in SMS").fill("Call 9845012345");
    await page.getByRole("button", { name: "Save" }).click();
    await stepUp(page);
    await page.getByText("No links and no phone numbers here").waitFor();
    expect(await page.getByLabel("Name in SMS").evaluate((node) => node === document.activeElement), true, "the field that is wrong has the focus");
    await page.getByLabel("Name in SMS").fill("Sunset");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The practice is saved").waitFor();
    await page.getByRole("banner").getByText("Sunset Clinic").waitFor();
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByText("Undone").waitFor();
    await expectSoon(() => page.getByLabel("Name of the practice").inputValue(), "Sunrise Clinic, Indiranagar", "the name after it was undone");

    await meanwhile("/api/practice", ({ name, country, state, timeZone, smsDisplayName, address }) => ({ name, country, state, timeZone, smsDisplayName, address, phone: "+918025550777" }));
    await page.getByLabel("Address").fill("18 Lake Road");
    await page.getByRole("button", { name: "Save" }).click();
    const conflict = page.getByRole("dialog", { name: "Somebody else has changed this" });
    await conflict.getByText("18 Lake Road").waitFor();
    await page.keyboard.press("Escape");
    await conflict.waitFor({ state: "hidden" });
    await expectSoon(() => page.getByLabel("Address").inputValue(), "18 Lake Road", "what was typed");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await conflict.getByRole("button", { name: "Save mine" }).click();
    await page.getByText("The practice is saved").first().waitFor();
    await conflict.waitFor({ state: "hidden" });
    const now = await owner.get("/api/practice");
    expect(`${now.phone}, ${now.address}`, "+918025550777, 18 Lake Road", "both changes");
  }));

test("the pages of the practice and the staff are for everybody", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    await page.goto(`${url}/clinic/settings/practice`);
    await page.locator("main form").waitFor();
    await checkPage(page, "practice", () => page.locator("main form").waitFor());
    await page.goto(`${url}/clinic/settings/staff`);
    await page.locator("main li").first().waitFor();
    await checkPage(page, "staff", () => page.locator("main li").first().waitFor());
  }));

test("the form of a colleague is for everybody", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    await page.goto(`${url}/clinic/settings/staff`);
    const add = async () => {
      await page.locator("main button").first().click();
      await page.getByRole("dialog").locator("button[type=submit]").click();
      await page.locator("[aria-invalid=true]").first().waitFor();
    };
    await add();
    await checkPage(page, "add a person", add);
  }));

test("what others see of the practice is for everybody", () =>
  atTheDesk(browser, url, {}, async (page) => {
    await signIn(page, url, meena.email, meena.password);
    await page.goto(`${url}/clinic/settings/practice`);
    await page.locator("dl").waitFor();
    await checkPage(page, "practice, read only", () => page.locator("dl").waitFor());
  }));

await runTests({ only: process.argv[2] });
await browser.close();
