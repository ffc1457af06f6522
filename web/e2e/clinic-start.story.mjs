/** How somebody comes in: registering a practice, choosing a password, signing in, and signing in again where the session ended. */
import { launch } from "./browser.mjs";
import { atTheDesk, checkPage, signIn } from "./clinic.mjs";
import { newColleague, newEmail, newPassword, newPractice, Outbox, passwordLink } from "./clinic-api.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = process.env.CHARTSHARE_URL;
const browser = await launch();
const outbox = new Outbox(url);
const owner = await newPractice(url, outbox);
const clinician = await newColleague(owner, outbox, { name: "Dr Ravi Menon", role: "clinician", qualifications: "MBBS", registrationNumber: "KMC 11111" });
const receptionist = await newColleague(owner, outbox, { name: "Meena Iyer", role: "receptionist" });

const enterSignIn = async (scope, { email, password }) => {
  await scope.getByLabel("E-mail").fill(email);
  await scope.getByLabel("Password", { exact: true }).fill(password);
  await scope.getByRole("button", { name: "Sign in" }).click();
};

async function fillRegistration(page, email) {
  await page.getByLabel("Your name").fill("Anita Desai");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Name of the practice").fill("Lakeside Clinic");
  await page.getByRole("combobox", { name: "State" }).click();
  await page.keyboard.type("karna");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
}

test("an owner registers a practice by the form, chooses a password by the mailed link, and is inside", () =>
  atTheDesk(browser, url, {}, async (page) => {
    const [email, password] = [newEmail("founder"), newPassword()];
    await page.goto(`${url}/clinic`);
    await page.getByRole("link", { name: "Register your practice" }).click();
    await page.getByRole("heading", { name: "Register your practice" }).waitFor();
    await page.getByRole("button", { name: "Register" }).click();
    await expectSoon(() => page.getByText("Please fill this in.").count(), 4, "fields that are missing");
    expect(await page.getByLabel("Your name").evaluate((node) => node === document.activeElement), true, "the first of them has the focus");

    await fillRegistration(page, ` ${email} `);
    await page.getByLabel("Phone").fill("12");
    await page.getByLabel("GST number").fill("29aaaaa0000a1zz");
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByText("This is not a phone number").waitFor();
    await page.getByText("This is not a GSTIN").waitFor();
    await page.getByLabel("Phone").fill("080 2555 0199");
    await page.getByLabel("GST number").fill("29aaaaa0000a 1zy");
    await page.getByLabel("Name in SMS").fill("Lakeside");
    await page.getByText("Asha V., Lakeside shared a document").waitFor();
    await page.getByRole("button", { name: "Register" }).dblclick();
    await page.getByRole("heading", { name: "An e-mail is on its way" }).waitFor();
    await page.getByText(email).waitFor();

    const mail = await outbox.next("email", email);
    const link = passwordLink(mail, url);
    await page.goto(link);
    const field = page.getByLabel("New password");
    await field.waitFor();
    expect(page.url(), `${url}/clinic/password`, "the address, without its secret");
    await field.fill("short");
    await page.getByText("10 more characters").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("A password has at least 15 characters.").waitFor();
    await field.fill("passwordpassword");
    await page.keyboard.press("Enter");
    await page.getByText("This password is too easy to guess").waitFor();
    await page.getByRole("button", { name: "Show or hide what I type" }).click();
    await expectSoon(() => field.getAttribute("type"), "text", "what is typed can be seen");
    await field.fill(password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Your password is saved" }).waitFor();
    await enterSignIn(page, { email, password });
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    await page.getByText("Lakeside Clinic").first().waitFor();

    await page.goto(link);
    await page.getByLabel("New password").fill(newPassword());
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "This link does not work any more" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "This link does not work any more" }).waitFor();
  }));

test("who registers with an address that is known is told the same, and the mail says it", () =>
  atTheDesk(browser, url, {}, async (page) => {
    await page.goto(`${url}/clinic/register`);
    await fillRegistration(page, clinician.email);
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByRole("heading", { name: "An e-mail is on its way" }).waitFor();
    const mail = await outbox.next("email", clinician.email);
    expect(/already/.test(mail.text), true, "the mail says that the address signs in already");
  }));

test("the sign-in page is for everybody", () =>
  atTheDesk(browser, url, {}, async (page) => {
    const help = () => page.locator("summary").click();
    await page.goto(`${url}/clinic/sign-in`);
    await help();
    await page.getByText("Ask an owner of your practice").waitFor();
    await checkPage(page, "sign in, with help", help);
  }));

test("the registration is for everybody", () =>
  atTheDesk(browser, url, {}, async (page) => {
    await page.goto(`${url}/clinic/register`);
    const empty = async () => {
      await page.locator("form").getByRole("button").last().click();
      await page.locator("[aria-invalid=true]").first().waitFor();
    };
    await empty();
    await checkPage(page, "register, with refusals", empty);
  }));

test("the page for a new password, and that of an ended link, are for everybody", () =>
  atTheDesk(browser, url, {}, async (page) => {
    const choose = async () => {
      await page.goto(`${url}/clinic/sign-in`);
      await page.goto(`${url}/clinic#password=nothing`);
      await page.locator("input[type=password]").fill("short");
      await page.keyboard.press("Enter");
      await page.locator("[aria-invalid=true]").waitFor();
    };
    await choose();
    await checkPage(page, "choose a password", choose);
    await page.goto(`${url}/clinic/password`);
    await checkPage(page, "a password link that ended");
  }));

test("a clinician and a receptionist see the practice and change nothing, and no more than their role may", async () => {
  for (const [person, audit] of [
    [clinician, 1],
    [receptionist, 0],
  ]) {
    await atTheDesk(browser, url, {}, async (page) => {
      await signIn(page, url, person.email, person.password);
      await expectSoon(() => page.getByRole("link", { name: "Audit" }).count(), audit, `links to the audit log for ${person.name}`);
      await page.goto(`${url}/clinic/settings/practice`);
      await page.getByText("29AAAAA0000A1ZY").waitFor();
      expect(await page.locator("main").getByRole("textbox").count(), 0, `fields of the practice for ${person.name}`);
      await page.goto(`${url}/clinic/settings/staff`);
      await page.getByText("Dr Kavya Rao").waitFor();
      expect(await page.locator("main").getByRole("button").count(), 0, `acts on the staff for ${person.name}`);
    });
  }
});

/** Opens the practice's profile, changes its address and has the session end before it is saved. */
async function editWhileTheSessionEnds(page, context, address) {
  await page.goto(`${url}/clinic/settings/practice`);
  await page.getByLabel("Address").fill(address);
  await context.clearCookies();
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Please sign in again" });
  await dialog.waitFor();
  return dialog;
}

test("a session that ends in the middle of an edit is asked for, then the password, and the save goes on with what was typed", () =>
  atTheDesk(browser, url, {}, async (page, context) => {
    await signIn(page, url, owner.email, owner.password);
    const dialog = await editWhileTheSessionEnds(page, context, "14 Lake Road, Bengaluru 560038");
    await enterSignIn(dialog, { ...owner, password: "not my password at all" });
    await dialog.getByText("The e-mail or the password is not right").waitFor();
    await enterSignIn(dialog, owner);
    const stepUp = page.getByRole("dialog", { name: "Enter your password" });
    await stepUp.getByLabel("Your own password").fill("not my password at all");
    await page.keyboard.press("Enter");
    await stepUp.getByText("This is not your password").waitFor();
    await stepUp.getByLabel("Your own password").fill(owner.password);
    await page.keyboard.press("Enter");
    await page.getByText("The practice is saved").waitFor();
    await expectSoon(() => page.getByLabel("Address").inputValue(), "14 Lake Road, Bengaluru 560038", "what was typed");
    expect((await owner.get("/api/practice")).address, "14 Lake Road, Bengaluru 560038", "what is stored");
  }));

test("who would rather not sign in again keeps what was typed, and nothing was saved", () =>
  atTheDesk(browser, url, {}, async (page, context) => {
    await signIn(page, url, owner.email, owner.password);
    const dialog = await editWhileTheSessionEnds(page, context, "99 Nowhere");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("You are not signed in any more").waitFor();
    await expectSoon(() => page.getByLabel("Address").inputValue(), "99 Nowhere", "what was typed");
    expect((await owner.get("/api/practice")).address === "99 Nowhere", false, "it was saved");
  }));

test("a second person who signs in there sees nothing of the first, and nothing is sent in their name", () =>
  atTheDesk(browser, url, {}, async (page, context) => {
    await signIn(page, url, owner.email, owner.password);
    const dialog = await editWhileTheSessionEnds(page, context, "77 Secret Road");
    await dialog.getByText("Not Dr Kavya Rao?").waitFor();
    const sent = [];
    page.on("request", (request) => request.method() !== "GET" && sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await enterSignIn(dialog, receptionist);
    await page.getByRole("button", { name: "Account of Meena Iyer" }).waitFor();
    expect(sent.join(), "POST /api/sessions", "what was sent");
    expect(new URL(page.url()).pathname, "/clinic/patients", "where the second person begins");
    expect((await page.content()).includes("77 Secret Road") || (await page.content()).includes("Kavya"), false, "something of the first is on the page");
    await page.goBack();
    await page.getByRole("button", { name: "Account of Meena Iyer" }).waitFor();
    expect((await page.content()).includes("77 Secret Road"), false, "something of the first comes back");
    expect((await owner.get("/api/practice")).address === "77 Secret Road", false, "it was saved");
  }));

test("what one person left open in another tab does not go on as somebody else", () =>
  atTheDesk(browser, url, {}, async (page, context) => {
    await signIn(page, url, owner.email, owner.password);
    const left = await context.newPage();
    await left.goto(`${url}/clinic/settings/practice`);
    await left.getByLabel("Address").fill("55 Secret Road");
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await left.getByRole("heading", { name: "Sign in" }).waitFor();
    await enterSignIn(page, receptionist);
    await page.getByRole("button", { name: "Account of Meena Iyer" }).waitFor();
    await left.goBack();
    expect((await left.content()).includes("55 Secret Road"), false, "what the first had typed is there");
  }));

test("who signs out leaves nothing to be read or undone, in no tab; a message that was not sent is asked about first", () =>
  atTheDesk(browser, url, {}, async (page, context) => {
    await signIn(page, url, owner.email, owner.password);
    const patient = await owner.post("/api/patients", { name: "Asha Secret", sex: "female", email: "asha.secret@gmail.com" }, 201);
    const left = await context.newPage();
    await left.goto(`${url}/clinic/patients/${patient.id}`);
    await left.getByRole("heading", { name: "Asha Secret" }).waitFor();
    await page.goto(`${url}/clinic/patients/${patient.id}`);
    await page.getByLabel("Chart number").fill("A-77");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await page.getByLabel("Chart number").fill("A-78");
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Leave, and lose it" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await left.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.getByRole("button", { name: "Undo" }).count(), 0, "ways to undo for whoever comes next");
    expect((await left.content()).includes("Asha Secret"), false, "the patient in the other tab");
  }));

test("the dialog that asks to sign in again is for everybody", () =>
  atTheDesk(browser, url, {}, async (page, context) => {
    await signIn(page, url, owner.email, owner.password);
    const cookies = await context.cookies();
    const expired = async () => {
      await context.addCookies(cookies);
      await page.goto(`${url}/clinic/settings/practice`);
      await page.locator("main form input").first().fill("Another name");
      await context.clearCookies();
      await page.locator("main form button[type=submit]").click();
      await page.getByRole("dialog").locator("input[type=password]").waitFor();
    };
    await expired();
    await checkPage(page, "sign in again", expired);
  }));

test("the dialog that asks for the password is for everybody", () =>
  atTheDesk(browser, url, {}, async (page) => {
    await signIn(page, url, owner.email, owner.password);
    const ask = async () => {
      await page.goto(`${url}/clinic/settings/practice`);
      await page.locator("main form input").first().fill("Another name");
      await page.locator("main form button[type=submit]").click();
      await page.getByRole("dialog").locator("input[type=password]").waitFor();
    };
    await ask();
    await checkPage(page, "enter your password", ask);
  }));

await runTests({ only: process.argv[2] });
await browser.close();
