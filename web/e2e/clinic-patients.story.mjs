/** Patients at the desk: found, registered, their number verified, their e-mail checked, online access given. */
import { launch, phone as handset } from "./browser.mjs";
import { atTheDesk, checkPage } from "./clinic.mjs";
import { Outbox, Staff, codeIn, linkTo, newPatient, newPhone, newPractice, until } from "./clinic-api.mjs";
import { vitalSigns } from "./fixtures.mjs";
import { acceptInvite, temporaryPassword } from "./patient-api.mjs";
import { checkAxe } from "./look.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = process.env.CHARTSHARE_URL;
const browser = await launch();
const outbox = new Outbox(url);
const owner = await newPractice(url, outbox);
const receptionist = await newReceptionist();

async function newReceptionist() {
  const email = `desk-${Date.now()}@sunrise-clinic.in`;
  const staff = new Staff(url);
  staff.password = "the desk has a long password";
  await owner.post("/api/staff", { name: "Meera Nair", email, role: "receptionist" }, 201);
  const { text } = await outbox.next("email", email);
  await staff.post("/api/passwords", { token: /#password=([\w-]+)/.exec(text)[1], password: staff.password }, 204);
  await staff.post("/api/sessions", { email, password: staff.password }, 201);
  return staff;
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const nameField = (page) => page.getByRole("textbox", { name: "Name", exact: true });
const dialog = (page) => page.getByRole("dialog");
const heading = (page, name) => page.getByRole("heading", { name }).first();
const wrongFor = (code) => (code === "000000" ? "000001" : "000000");
const patientPage = (page, { id }) => page.goto(`${url}/clinic/patients/${id}`);
const card = (page, name) => page.getByRole("region", { name, exact: true });
const names = (page) => page.locator("[data-patient]").evaluateAll((links) => links.map((link) => link.firstChild.textContent));

test("a receptionist looks for somebody new, registers them, and verifies the number by the code that they read out", () =>
  atTheDesk(browser, url, { staff: receptionist }, async (page) => {
    const phone = newPhone();
    await page.goto(`${url}/clinic`);
    await page.getByText("Whom do you want to see?").waitFor();
    await checkPage(page, "patients, nobody opened yet");
    await page.getByLabel("Find a patient").fill("lakshmi iyer");
    await page.getByText("Nobody found for “lakshmi iyer”").waitFor();
    await button(page, "Register as a new patient").click();
    await expectSoon(() => nameField(page).inputValue(), "Lakshmi Iyer", "the name that was looked for");
    expect(new URL(page.url()).search, "", "what the address says of who was looked for");

    await button(page, "Register").click();
    await page.getByText("Please choose one.").waitFor();
    await page.getByRole("radio", { name: "Female" }).check();
    await page.getByLabel("Date of birth").fill("31/02/1990");
    await page.getByLabel("Mobile number").fill("12345");
    await page.getByText("This is not a date.").waitFor();
    await button(page, "Register").click();
    await page.getByLabel("Date of birth").fill("7-3-1962");
    await page.getByText("Age: 64 years").waitFor();
    await button(page, "Register").click();
    await page.getByText("This is not a phone number that can be called").waitFor();
    await expectSoon(() => page.getByLabel("Date of birth").inputValue(), "07/03/1962", "the date as it is written down");
    await page.getByLabel("Mobile number").fill(phone.slice(3));
    await button(page, "Register").dblclick();

    // Straight on to the number.
    await dialog(page).getByText("This number is not verified").waitFor();
    await dialog(page).getByRole("button", { name: "Send the code" }).click();
    const code = codeIn(await outbox.next("sms", phone));
    await page.getByLabel("6-digit code").fill(wrongFor(code));
    await page.getByText("This code is not right").waitFor();
    await expectSoon(() => dialog(page).getByRole("button", { name: /^Send a new code in \d+ s$/ }).isDisabled(), true, "a new code has to wait");
    await page.getByLabel("6-digit code").fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await page.getByText("is verified").waitFor();
    await page.keyboard.press("Enter");
    await card(page, "Phone").getByText("Number verified").waitFor();
    const id = new URL(page.url()).pathname.split("/").pop();
    const stored = await owner.get(`/api/patients/${id}`);
    expect(`${stored.name} ${stored.dateOfBirth} ${stored.phone} ${stored.phoneStatus}`, `Lakshmi Iyer 1962-03-07 ${phone} verified`, "what is stored");
    expect((await owner.post("/api/patient-searches", { query: phone }, 200)).items.length, 1, "patients after a double click");
    await page.goBack();
    await page.getByLabel("Find a patient").waitFor(); // not the form again
  }));

test("patients are found by name, number and phone, by the keyboard alone, and again where they were opened last", () =>
  atTheDesk(browser, url, { staff: owner }, async (page, context) => {
    const first = await newPatient(owner, outbox, { name: "Zubin Mehta", number: `Z-${Date.now()}` });
    await newPatient(owner, outbox, { name: "Zubin Irani" });
    await page.goto(`${url}/clinic/patients`);
    const field = page.getByLabel("Find a patient");
    await field.waitFor();
    await page.keyboard.type("zubin");
    await until("two patients", async () => (await names(page)).length === 2);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown"); // the end
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    expect(await field.evaluate((input) => input === document.activeElement), true, "the focus is in the field again");
    for (const query of [first.number, first.phone.slice(3), `${first.phone.slice(3, 8)} ${first.phone.slice(8)}`]) {
      await field.fill(query);
      await until(`one patient for ${query}`, async () => (await names(page)).join() === "Zubin Mehta");
    }
    await checkPage(page, "patients found", async () => {
      await page.locator("[type=search]").fill("zubin");
      await page.locator("[data-patient]").nth(1).waitFor();
    });
    await field.fill(first.number);
    await until("one patient", async () => (await names(page)).join() === "Zubin Mehta");
    await field.press("Enter");
    await page.waitForURL(`**/patients/${first.id}/chart`);
    await patientPage(page, first);
    await heading(page, "Zubin Mehta").waitFor();
    await page.goto(`${url}/clinic/patients`);
    await page.getByRole("heading", { name: "Opened last" }).waitFor();
    expect((await names(page)).join(), "Zubin Mehta", "who was opened last");
    const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
    expect(/Zubin|Mehta|98\d{8}/.test(kept), false, `nothing of a person in the browser's stores: ${kept}`);
    expect((await context.cookies()).length > 0, true, "signed in");
  }));

test("Ctrl K finds patients too, from within a field", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await newPatient(owner, outbox, { name: "Farhan Qureshi" });
    await page.goto(`${url}/clinic/patients`);
    await page.getByLabel("Find a patient").click();
    await page.keyboard.press("Control+k");
    await dialog(page).waitFor();
    await page.keyboard.type("farhan");
    await page.getByRole("option", { name: /Farhan Qureshi/, selected: true }).or(page.getByRole("option", { name: /Farhan Qureshi/ })).first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/patients/${patient.id}/chart`);
    await checkPage(page, "palette", async () => {
      await page.locator("main h1").waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").fill("fa");
      await page.getByRole("option", { name: /Farhan/ }).waitFor();
    });
  }));

test("who may be registered already is named before they are registered again", () =>
  atTheDesk(browser, url, { staff: receptionist }, async (page) => {
    const patient = await newPatient(owner, outbox, { name: "Gopal Das", dateOfBirth: "1971-05-06" });
    await page.goto(`${url}/clinic/patients/new`);
    await nameField(page).fill("gopal das");
    await page.getByLabel("Date of birth").fill("06/05/1971");
    await page.getByText("same name and date of birth").waitFor();
    await nameField(page).fill("Somebody Else");
    await page.getByText("same name and date of birth").waitFor({ state: "detached" });
    await page.getByLabel("Mobile number").fill(patient.phone.slice(3));
    await page.getByText("This number is on file for somebody").waitFor();
    await page.getByRole("link", { name: /Gopal Das/ }).waitFor();
    await checkPage(page, "new patient", async () => {
      await page.locator("input[name=name], input").first().waitFor();
    });
  }));

test("what was typed is not lost by a link or the back button without being asked", () =>
  atTheDesk(browser, url, { staff: receptionist }, async (page) => {
    await page.goto(`${url}/clinic/patients`);
    await button(page, "New patient").click();
    await nameField(page).fill("Half typed");
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Patients" }).click();
    await dialog(page).getByText("has not been saved").waitFor();
    await page.keyboard.press("Enter");
    await expectSoon(() => nameField(page).inputValue(), "Half typed", "the name");
    await page.goBack();
    await dialog(page).getByRole("button", { name: "Leave, and lose it" }).click();
    await page.getByLabel("Find a patient").waitFor();
  }));

test("what is typed while a change is on its way is kept, and a change whose answer was lost is no conflict with oneself", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await owner.post("/api/patients", { name: "Asha Verma", sex: "female" }, 201);
    await patientPage(page, patient);
    let go;
    let mode = "slow";
    await page.route(`**/api/patients/${patient.id}`, async (route) => {
      if (route.request().method() !== "PUT" || mode === "fine") return route.fallback();
      if (mode === "slow") {
        await new Promise((resolve) => (go = resolve));
        return route.fallback();
      }
      await route.fetch(); // heard, and the answer is lost
      return route.abort();
    });
    await nameField(page).fill("Asha Verma Rao");
    await button(page, "Save").click();
    await until("the change to be on its way", async () => go);
    await page.getByLabel("Chart number").fill("A-77");
    go();
    await button(page, "Undo").waitFor();
    await expectSoon(() => page.getByLabel("Chart number").inputValue(), "A-77", "what was typed meanwhile");
    mode = "lost";
    await button(page, "Save").click();
    await page.getByRole("alert").getByText(/connection/).first().waitFor();
    mode = "fine";
    await button(page, "Save").click();
    await until("the number to be stored", async () => (await owner.get(`/api/patients/${patient.id}`)).number === "A-77");
    await expectSoon(() => button(page, "Save").isDisabled(), true, "nothing is left to save");
    expect(await dialog(page).count(), 0, "dialogs of a conflict");
  }));

test("who goes elsewhere while somebody is being registered is not called back", () =>
  atTheDesk(browser, url, { staff: receptionist }, async (page) => {
    await page.goto(`${url}/clinic/patients/new`);
    let go;
    await page.route("**/api/patients", async (route) => {
      if (route.request().method() === "POST") await new Promise((resolve) => (go = resolve));
      return route.fallback();
    });
    await nameField(page).fill("Late Answer");
    await page.getByRole("radio", { name: "Female", exact: true }).click();
    await button(page, "Register").click();
    await until("the request to be on its way", async () => go);
    await page.getByRole("link", { name: "Patients", exact: true }).click();
    await button(page, "Leave, and lose it").click();
    await page.getByLabel("Find a patient").fill("Late Answer");
    go();
    await until("the patient to be registered", async () => (await owner.post("/api/patient-searches", { query: "Late Answer" }, 200)).items.length === 1);
    await page.waitForLoadState("networkidle");
    expect(new URL(page.url()).pathname, "/clinic/patients", "the page");
  }));

test("under 18 a number counts only as a guardian's, and the form says so", () =>
  atTheDesk(browser, url, { staff: receptionist }, async (page) => {
    await page.goto(`${url}/clinic/patients/new`);
    await nameField(page).fill("Little Rani");
    await page.getByRole("radio", { name: "Female" }).check();
    await page.getByLabel("Date of birth").fill("01/06/2019");
    const phone = newPhone();
    await page.getByLabel("Mobile number").fill(phone);
    await page.getByText("Records are sent only to a parent's or guardian's number.").waitFor();
    await page.getByRole("checkbox", { name: "This is the number of a parent or guardian" }).check();
    await page.getByText("Records are sent only to a parent's or guardian's number.").waitFor({ state: "detached" });
    await button(page, "Register").click();
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
    await card(page, "Phone").getByText("Number of a parent or guardian").waitFor();
    const [stored] = (await owner.post("/api/patient-searches", { query: phone }, 200)).items;
    expect(stored.phoneIsGuardians, true, "the number is a guardian's");
  }));

test("an e-mail field says what is known while one types, and nothing where nobody knows", () =>
  atTheDesk(browser, url, { staff: receptionist }, async (page) => {
    await page.goto(`${url}/clinic/patients/new`);
    const field = page.getByLabel("E-mail");
    const good = page.getByText("This address takes e-mail.");
    const mark = () => field.evaluate((input) => [getComputedStyle(input).borderColor, input.getAttribute("aria-invalid"), input.parentElement.querySelector("svg") !== null].join(" "));
    const plain = await mark();

    await field.pressSequentially("asha@good.exam");
    expect(await page.getByText("This is not an e-mail address").count(), 0, "errors in the midst of typing");
    await field.fill("  asha@good.example ");
    await good.waitFor({ state: "attached" });
    await expectSoon(() => field.inputValue(), "asha@good.example", "the address without the spaces");
    expect((await mark()) === plain, false, "a mark on a good address");
    expect((await mark()).endsWith("true"), true, "an icon on a good address");

    await field.fill("info@good.example");
    await page.getByText("it is not private").waitFor();
    await field.fill("asha@gone.example");
    await page.getByText("takes no e-mail").waitFor();
    await field.fill("asha@mailinator.com");
    await page.getByText("throw-away mailbox").waitFor();

    await field.fill("asha@gmaik.com");
    await button(page, "Did you mean asha@gmail.com?").click();
    await good.waitFor({ state: "attached" });
    await expectSoon(() => field.inputValue(), "asha@gmail.com", "the address that was meant");

    const checked = page.waitForResponse(/email-checks/);
    await field.fill("asha@hotmail.com");
    expect((await (await checked).json()).verdict, "unknown", "what is known of hotmail");
    await nameField(page).focus();
    await good.waitFor({ state: "detached" });
    await until("no mark on an address of which nobody knows", async () => (await mark()) === plain);

    await field.fill("asha at home");
    await nameField(page).focus();
    await page.getByText("This is not an e-mail address").waitFor();
    await expectSoon(() => field.getAttribute("aria-invalid"), "true", "aria-invalid");
  }));

test("two tabs that change the same details: both are shown, and nothing typed is lost", () =>
  atTheDesk(browser, url, { staff: owner }, async (page, context) => {
    const patient = await newPatient(owner, outbox, { name: "Twofold Tara" });
    await patientPage(page, patient);
    await nameField(page).fill("Tara Twofold");
    await page.getByLabel("Chart number").fill("T-1");

    const other = await context.newPage();
    await patientPage(other, patient);
    await other.getByLabel("Chart number").fill("T-2");
    await other.getByLabel("E-mail").fill("tara@good.example");
    await button(other, "Save").click();
    await button(other, "Undo").waitFor();

    await button(page, "Save").click();
    await dialog(page).getByText("Somebody else changed these details").waitFor();
    const number = dialog(page).getByRole("radiogroup", { name: "Chart number" });
    await until("the focus in the dialog", () => dialog(page).evaluate((box) => box.contains(document.activeElement)));
    await page.evaluate(() => scrollTo(0, 0)); // nothing lies half under the header
    await checkAxe(page, "conflict of details");
    await expectSoon(() => number.getByRole("radio", { name: "Typed by you: T-1" }).isChecked(), true, "mine first where I changed it");
    await expectSoon(() => dialog(page).getByRole("radiogroup", { name: "E-mail" }).getByRole("radio", { name: "Stored now: tara@good.example" }).isChecked(), true, "theirs first where only they did");
    await dialog(page).getByRole("button", { name: "Back to the form" }).click();
    await expectSoon(() => nameField(page).inputValue(), "Tara Twofold", "what was typed");
    await button(page, "Save").click();
    await number.getByRole("radio", { name: "Stored now: T-2" }).check();
    await dialog(page).getByRole("button", { name: "Save what I chose" }).click();
    await button(page, "Undo").waitFor();
    const stored = await owner.get(`/api/patients/${patient.id}`);
    expect(`${stored.name}, ${stored.number}, ${stored.email}`, "Tara Twofold, T-2, tara@good.example", "what is stored");
    expect(stored.phoneStatus, "verified", "the number");

    await page.getByRole("button", { name: "Undo" }).click();
    await until("the former name", async () => (await owner.get(`/api/patients/${patient.id}`)).name === "Twofold Tara");
    await until("the form to show it", async () => (await nameField(page).inputValue()) === "Twofold Tara");
  }));

test("a wrong number that the patient reports shows on the page, and a new one that is verified goes on", () =>
  atTheDesk(browser, url, { staff: receptionist }, async (page) => {
    const patient = await newPatient(owner, outbox, { name: "Wronged Wahida" });
    const records = `/api/patients/${patient.id}/records`;
    await owner.post(records, { type: "vital-signs", status: "final", shareBox: true, content: vitalSigns }, 201);
    const link = await linkTo(outbox, patient, url);
    const somebody = new Staff(url); // who got the message
    await somebody.post("/api/share-links/not-me", { token: new URL(link).search.slice(1) }, 204);

    await patientPage(page, patient);
    await card(page, "Phone").getByText("Number is not theirs").waitFor();
    await card(page, "Phone").getByText("said: this is not me").waitFor();
    await checkPage(page, "patient with a wrong number");
    await button(page, "Correct the number").click();
    await dialog(page).getByText("said: this is not me").waitFor();
    const phone = newPhone();
    await dialog(page).getByLabel("Mobile number").fill(phone.replace("+91", "0"));
    await checkPage(page, "phone dialog, number", async () => {
      await page.locator("section[aria-labelledby=phone] button").click();
      await page.locator("[role=dialog] input").first().waitFor();
    });
    await dialog(page).getByLabel("Mobile number").fill(phone.replace("+91", "0"));
    await dialog(page).getByRole("button", { name: "Send the code" }).click();
    await page.getByLabel("6-digit code").waitFor();
    // 30 s lie between two codes, and the former number had one.
    if (await dialog(page).getByText("One was sent to the former number a moment ago").isVisible()) await dialog(page).getByRole("button", { name: "Send a new code", exact: true }).click({ timeout: 40_000 });
    await page.getByLabel("6-digit code").fill(codeIn(await outbox.next("sms", phone)));
    await page.getByText("is verified").waitFor();
    await page.keyboard.press("Enter");
    await card(page, "Phone").getByText("Number verified").waitFor();
    await owner.post(records, { type: "vital-signs", status: "final", shareBox: true, content: vitalSigns }, 201);
    await linkTo(outbox, { phone }, url);
  }));

test("a code that was just sent is not sent again, and the dialog says what to do", () =>
  atTheDesk(browser, url, { staff: receptionist }, async (page) => {
    const phone = newPhone();
    const patient = await owner.post("/api/patients", { name: "Hasty Hari", sex: "male", dateOfBirth: "1980-01-02", phone }, 201);
    await owner.post(`/api/patients/${patient.id}/phone-codes`, {}, 202);
    const code = codeIn(await outbox.next("sms", phone));
    await patientPage(page, patient);
    await button(page, "Verify the number").click();
    await dialog(page).getByRole("button", { name: "Send the code" }).click();
    await dialog(page).getByText("A code was sent to •• " + phone.slice(-3) + " a moment ago").waitFor();
    await checkPage(page, "phone dialog, code", async () => {
      await page.locator("section[aria-labelledby=phone] button").click();
      await page.locator("[role=dialog] button[type=submit]").click();
      await page.locator("[role=dialog] input[inputmode=numeric]").waitFor();
    });
    await page.getByLabel("6-digit code").fill(code);
    await page.getByText("is verified").waitFor();
  }));

test("a landline is kept for calls and gets no code; a family's number says whose it is besides", () =>
  atTheDesk(browser, url, { staff: receptionist }, async (page) => {
    const sister = await newPatient(owner, outbox, { name: "Sister Sita" });
    const patient = await owner.post("/api/patients", { name: "Brother Bharat", sex: "male", dateOfBirth: "1980-01-02" }, 201);
    await patientPage(page, patient);
    await button(page, "Add a number").click();
    await dialog(page).getByLabel("Mobile number").fill("080 2555 0123");
    await dialog(page).getByRole("button", { name: "Send the code" }).click();
    await dialog(page).getByText("is not a mobile number, so no SMS reaches it").waitFor();
    expect((await outbox.messages()).some(({ to }) => to.includes("+918025550123")), false, "an SMS to a landline");
    await dialog(page).getByLabel("Mobile number").fill(sister.phone.slice(3));
    await dialog(page).getByText("Also the number of: Sister Sita").waitFor();
  }));

test("a number that somebody else changed meanwhile is shown beside the one that was typed", () =>
  atTheDesk(browser, url, { staff: receptionist }, async (page) => {
    const patient = await newPatient(owner, outbox, { name: "Raced Ravi" });
    const path = `/api/patients/${patient.id}`;
    await patientPage(page, patient);
    await button(page, "Change the number").click();
    const [mine, theirs] = [newPhone(), newPhone()];
    await dialog(page).getByLabel("Mobile number").fill(mine);
    const { body, etag } = await owner.call("GET", path, undefined, { status: 200 });
    const { name, sex, dateOfBirth, language } = body;
    await owner.call("PUT", path, { name, sex, dateOfBirth, language, phone: theirs }, { status: 200, headers: { "If-Match": etag } });
    await dialog(page).getByRole("button", { name: "Send the code" }).click();
    await dialog(page).getByText("Somebody else has just changed the number").waitFor();
    await checkAxe(page, "conflict of numbers");
    expect((await owner.get(path)).phone, theirs, "the number before anything is chosen");
    await dialog(page).getByRole("button", { name: /^Yours/ }).click();
    await dialog(page).getByRole("button", { name: "Send the code" }).click();
    await dialog(page).getByText("One was sent to the former number a moment ago").waitFor();
    await dialog(page).getByRole("button", { name: "Send a new code", exact: true }).click({ timeout: 40_000 }); // 30 s lie between two codes
    await page.getByLabel("6-digit code").fill(codeIn(await outbox.next("sms", mine)));
    await page.getByText("is verified").waitFor();
    await checkAxe(page, "a verified number");
    expect((await owner.get(path)).phone, mine, "the number that was chosen");
  }));

test("a patient who wants no messages is shown as such", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await newPatient(owner, outbox, { name: "Quiet Qadir" });
    await owner.post(`/api/patients/${patient.id}/records`, { type: "vital-signs", status: "final", shareBox: true, content: vitalSigns }, 201);
    const token = new URL(await linkTo(outbox, patient, url)).search.slice(1);
    await new Staff(url).post("/api/share-links/opt-out", { token }, 204);
    await patientPage(page, patient);
    await card(page, "Phone").getByText("wants no messages from this practice").waitFor();
    await page.getByRole("link", { name: "Who did what" }).click();
    await page.getByText("Stopped messages").waitFor();
    await page.getByText("Wants no messages").waitFor();
    await checkPage(page, "history");
    await page.getByRole("radio", { name: "Who looked and changed" }).check();
    await page.getByText("Registered the patient").waitFor();
    expect(await page.getByText("Something else was done").count(), 0, "events without words");
    expect((await page.getByText("Dr Kavya Rao").count()) > 0, true, "the name of who did it");
  }));

test("who would rather not sign in again in the middle of a dialog keeps the dialog, with what was typed", () =>
  atTheDesk(browser, url, { staff: owner }, async (page, context) => {
    const patient = await newPatient(owner, outbox, { name: "Kept Kiran" });
    await patientPage(page, patient);
    await button(page, "Change the number").click();
    const number = dialog(page).getByLabel("Mobile number");
    await number.fill("98450 12345");
    await context.clearCookies();
    await button(page, "Send the code").click();
    const again = page.getByRole("dialog", { name: "Please sign in again" });
    await again.waitFor();
    await page.keyboard.press("Escape");
    await again.waitFor({ state: "hidden" });
    await expectSoon(() => number.inputValue(), "98450 12345", "the number that was typed");
    await page.keyboard.press("Escape");
    await number.waitFor({ state: "hidden" });
    expect((await owner.get(`/api/patients/${patient.id}`)).phone, patient.phone, "the number on file");
  }));

test("online access is offered with an e-mail on file alone, and asks for the own password", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const email = `asha-${Date.now()}@patients.example`;
    const patient = await newPatient(owner, outbox, { name: "Invited Indu" });
    await patientPage(page, patient);
    const access = card(page, "Online access");
    await access.getByText("Once the patient's e-mail is saved in the details").waitFor();
    expect(await button(page, "Give online access").count(), 0, "the button without an e-mail on file");
    await page.getByLabel("E-mail").fill(email);
    await button(page, "Save").click();
    await button(page, "Give online access").click();
    await dialog(page).getByText("Ensure you have checked the email is indeed the patient's!").waitFor();
    await dialog(page).getByText(email).waitFor();
    await expectSoon(() => dialog(page).getByRole("button", { name: "Continue" }).isDisabled(), true, "Continue without a password");
    await checkPage(page, "online access dialog", async () => {
      await page.locator("section[aria-labelledby=access] button").click();
      await page.locator("[role=dialog] input[type=password]").waitFor();
    });
    const password = dialog(page).getByLabel("Your own password");
    await password.fill("not my password at all");
    await dialog(page).getByRole("button", { name: "Continue" }).click();
    await dialog(page).getByText("This is not your password. Nothing was sent.").waitFor();
    await expectSoon(() => password.evaluate((field) => field === document.activeElement), true, "the cursor waits in the password's field");
    expect((await outbox.messages()).some(({ to }) => to.includes(email)), false, "an e-mail after a wrong password");
    expect((await owner.get(`/api/patients/${patient.id}/access`)).state, "none", "the access after a wrong password");
  }));

test("a clinician invites with the own password, and the patient's first log-in shows as accepted", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const email = `indu-${Date.now()}@patients.example`;
    const patient = await newPatient(owner, outbox, { name: "Invited Indu", email });
    await patientPage(page, patient);
    const access = card(page, "Online access");
    await button(page, "Give online access").click();
    await dialog(page).getByLabel("Your own password").fill(owner.password);
    await page.keyboard.press("Enter");
    await access.getByText("Invited", { exact: true }).waitFor();
    await access.getByText("The temporary password works until").waitFor();
    const invite = await outbox.next("email", email);
    await firstLogIn(email, invite, patient);
    await page.reload();
    await access.getByText("Accepted").waitFor();
    await access.getByText("first opened the chart").waitFor();
  }));

test("another address is confirmed by its owner first, and access that is taken back ends at once", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const email = `moved-${Date.now()}@patients.example`;
    const patient = await newPatient(owner, outbox, { name: "Moving Mohini", email });
    const { edition } = (await owner.get(`/api/patients/${patient.id}/access`)).responsibility;
    await owner.post(`/api/patients/${patient.id}/access`, { email, edition, confirmed: true, password: owner.password }, 201);
    await patientPage(page, patient);
    const access = card(page, "Online access");
    const first = temporaryPassword(await outbox.next("email", email));
    await access.getByRole("button", { name: "Send the e-mail again" }).click();
    await dialog(page).getByLabel("Your own password").fill(owner.password);
    await page.keyboard.press("Enter");
    const invite = await outbox.next("email", email);
    expect(temporaryPassword(invite) === first, false, "the same temporary password again");
    const portal = await acceptInvite(url, outbox, invite, patient, "mauve kettle drives north");
    await portal.get("/api/portal/records");
    await page.reload();
    await access.getByText("Accepted").waitFor();
    await access.getByRole("button", { name: "Change the address" }).click();
    const moved = `moved-${Date.now()}@good.example`;
    await dialog(page).getByLabel("New e-mail address").fill(moved);
    await dialog(page).getByLabel("Your own password").fill(owner.password);
    await dialog(page).getByRole("button", { name: "Continue" }).click();
    await page.getByText(`A link to confirm was mailed to ${moved}`).waitFor();
    await outbox.next("email", moved);
    await access.getByRole("button", { name: "Take back" }).click();
    await dialog(page).getByRole("button", { name: "Take back" }).waitFor();
    await checkAxe(page, "taking online access back");
    await dialog(page).getByRole("button", { name: "Take back" }).click();
    await access.getByText("Taken back").waitFor();
    await access.getByText("Dr Kavya Rao took the access").waitFor();
    await button(page, "Give online access").waitFor();
    await portal.call("GET", "/api/portal/records", undefined, { status: 401 });
  }));

async function firstLogIn(email, invite, patient) {
  const context = await browser.newContext(handset);
  try {
    const page = await context.newPage();
    await page.goto(`${url}/portal`);
    await page.getByLabel("Your e-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(temporaryPassword(invite));
    await button(page, "Sign in").click();
    await page.getByLabel("New password").fill("mauve kettle drives north");
    await button(page, "Save the password").click();
    await page.getByRole("button", { name: "Sunrise Clinic" }).click();
    await button(page, "Send me the code").click();
    await page.getByLabel("6-digit code").fill(codeIn(await outbox.next("sms", patient.phone, ({ body }) => /\b\d{6}\b/.test(body))));
    await button(page, "Go on").click();
    await page.getByRole("heading", { name: "My records" }).first().waitFor();
  } finally {
    await context.close();
  }
}

test("an invitation that came back shows, and the address has to be another one", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const email = "bounce@simulator.amazonses.com";
    const patient = await newPatient(owner, outbox, { name: "Bounced Bina", email });
    const { edition } = (await owner.get(`/api/patients/${patient.id}/access`)).responsibility;
    await owner.post(`/api/patients/${patient.id}/access`, { email, edition, confirmed: true, password: owner.password }, 201);
    await until("the bounce", async () => (await owner.get(`/api/patients/${patient.id}/access`)).state === "bounced");
    await patientPage(page, patient);
    const access = card(page, "Online access");
    await access.getByText("came back, so the invitation ended").waitFor();
    expect(await button(page, "Give online access").count(), 0, "the button for an address that bounced");
    await page.getByLabel("E-mail").fill("bina@good.example");
    await button(page, "Save").click();
    await button(page, "Give online access").waitFor();
  }));

test("a receptionist sees how far online access has come, and is not offered to give it", () =>
  atTheDesk(browser, url, { staff: receptionist }, async (page) => {
    const patient = await newPatient(owner, outbox, { name: "Hopeful Hema", email: "hema@good.example" });
    await patientPage(page, patient);
    await card(page, "Online access").getByText("A clinician or the owner can give it.").waitFor();
    expect(await card(page, "Online access").getByRole("button").count(), 0, "buttons on the card");
    expect(await page.getByRole("link", { name: "Who did what" }).count(), 0, "the way to the history");
    await checkPage(page, "patient, as a receptionist");
  }));

try {
  await runTests({ only: process.argv[2] });
} finally {
  await browser.close();
}
