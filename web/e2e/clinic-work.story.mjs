/** A clinic's daily work beside the chart: share settings, inbox and messages, worklists, audit, video calls. */
import { desktop, launch, phone } from "./browser.mjs";
import { atTheDesk, checkPage } from "./clinic.mjs";
import { Outbox, Staff, newPatient, newPractice, until } from "./clinic-api.mjs";
import { acceptInvite } from "./patient-api.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = process.env.CHARTSHARE_URL;
const browser = await launch();
const outbox = new Outbox(url);
const owner = await newPractice(url, outbox);
const clinician = await colleague("Dr Meera Iyer", "clinician");
const receptionist = await colleague("Rani Thomas", "receptionist");

/** Somebody whom the owner adds, with the password that they chose by the mailed link. */
async function colleague(name, role) {
  const email = `${role}-${Date.now()}@sunrise-clinic.in`;
  await owner.post("/api/staff", { name, email, role }, 201);
  const { text } = await outbox.next("email", email);
  const [, token] = /#password=(\S+)/.exec(text);
  const staff = new Staff(url);
  staff.password = `a long password for ${role}`;
  await staff.post("/api/passwords", { token, password: staff.password }, 204);
  const session = await staff.post("/api/sessions", { email, password: staff.password }, 201);
  expect(session.role, role, "role of who was added");
  return Object.assign(staff, { name, id: session.staffId });
}

/** A patient who signs in to the portal, and the account. */
async function patientOnline(name) {
  const email = `${name.split(" ")[0].toLowerCase()}-${Date.now()}@example.com`;
  const patient = { ...(await newPatient(owner, outbox, { name, email })), email };
  const { edition } = (await owner.get(`/api/patients/${patient.id}/access`)).responsibility;
  await owner.post(`/api/patients/${patient.id}/access`, { email, edition, confirmed: true, password: owner.password }, 201);
  const account = await acceptInvite(url, outbox, await outbox.next("email", email), patient, "mauve kettle drives north");
  return { patient, account };
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const title = (page, name) => page.getByRole("heading", { name, level: 1 }).waitFor();
const mode = (page, type, name) => page.getByRole("radiogroup", { name: type, exact: true }).getByRole("radio", { name, exact: true });
/** Chooses as a hand does: on the words beside the radio. */
const choose = (page, type, name) => page.getByRole("radiogroup", { name: type, exact: true }).getByText(name, { exact: true }).click();
const filter = (page, name) => page.locator("label").filter({ hasText: name }).first();
const navCount = (page) => page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: /^Inbox/ });

/** The password that some acts ask for again. */
async function stepUp(page, staff) {
  await page.getByLabel("Your own password").fill(staff.password);
  await button(page, "Continue").click();
}

/** Shots of the pages for whoever looks at them: SHOTS=folder. */
async function shoot(page, name) {
  if (!process.env.SHOTS) return;
  const size = page.viewportSize();
  await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.screenshot({ path: `${process.env.SHOTS}/${name}-phone.png`, fullPage: true });
  await page.setViewportSize(size);
}

test("the owner changes what is shared, the history says who did, and undo takes it back", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    await page.goto(`${url}/clinic/settings/sharing`);
    await title(page, "Share settings");
    await expectSoon(() => mode(page, "Clinical notes", "Ask").isChecked(), true, "clinical notes are asked for, to begin with");
    expect(await button(page, "Save the share settings").count(), 0, "ways to save what was not changed");
    await mode(page, "Prescriptions", "On").focus();
    await page.keyboard.press("ArrowLeft");
    await expectSoon(() => mode(page, "Prescriptions", "Ask").isChecked(), true, "what the arrow key chose");
    await choose(page, "Invoices", "Off");
    await page.getByText("2 changes, not saved yet").waitFor();
    await shoot(page, "sharing");
    await button(page, "Save the share settings").click();
    await page.getByText("The share settings are saved.").waitFor();
    const now = await owner.get("/api/share-settings");
    expect(`${now.modes.prescription} ${now.modes.invoice} ${now.version}`, "ask off 2", "the settings in force");
    await page.getByText("Changed by Dr Kavya Rao").first().waitFor();
    await page.getByText("Prescriptions: from On to Ask").waitFor();
    await button(page, "Undo").click();
    await page.getByText("Prescriptions: from Ask to On").waitFor();
    expect((await owner.get("/api/share-settings")).modes.invoice, "on", "invoices after the undo");
    await checkPage(page, "share settings of the owner");
  }));

test("settings that were changed and not saved are asked about before the page is left, and what is changed while saving stays", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    await page.goto(`${url}/clinic/settings/sharing`);
    await choose(page, "Files", "Ask");
    await page.getByRole("link", { name: "Inbox" }).click();
    await page.getByRole("button", { name: "Stay here" }).click();
    let go;
    await page.route("**/api/share-settings", async (route) => {
      if (route.request().method() === "PUT" && !go) await new Promise((resolve) => (go = resolve));
      return route.fallback();
    });
    await button(page, "Save the share settings").click();
    await until("the change to be on its way", async () => go);
    await choose(page, "Invoices", "Ask");
    go();
    await page.getByText("1 change, not saved yet").waitFor();
    await button(page, "Save the share settings").click();
    await until("both to be stored", async () => {
      const { modes } = await owner.get("/api/share-settings");
      return modes.file === "ask" && modes.invoice === "ask";
    });
    await choose(page, "Files", "On");
    await choose(page, "Invoices", "On");
    await button(page, "Save the share settings").click();
    await until("the settings as they were", async () => (await owner.get("/api/share-settings")).modes.invoice === "on");
  }));

test("a change that meets another shows both, and the one that is chosen holds", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    await page.goto(`${url}/clinic/settings/sharing`);
    await choose(page, "Files", "Ask");
    const { version, master, modes, quietMinutes } = await owner.get("/api/share-settings");
    await owner.call("PUT", "/api/share-settings", { master, quietMinutes, modes: { ...modes, file: "off", payment: "off" } }, { status: 200, headers: { "If-Match": `"${version}"` } });
    await button(page, "Save the share settings").click();
    const dialog = page.getByRole("dialog", { name: "Somebody else has changed this" });
    await dialog.getByRole("row", { name: "Files Off Ask" }).waitFor();
    await checkPage(page, "a conflict", async () => {
      await page.locator("form [role=radiogroup]").nth(3).locator("label").nth(1).click();
      const there = await owner.get("/api/share-settings");
      await owner.call("PUT", "/api/share-settings", { master: there.master, quietMinutes: there.quietMinutes, modes: there.modes }, { status: 200, headers: { "If-Match": `"${there.version}"` } });
      await page.locator("form [type=submit]").click();
      await page.getByRole("dialog").getByRole("table").waitFor();
    });
    await button(page, "Save mine").click();
    await page.getByText("The share settings are saved.").waitFor();
    const held = (await owner.get("/api/share-settings")).modes;
    expect(`${held.file} ${held.payment}`, "ask off", "files as chosen here, payments as the other left them");
  }));

test("who is not the owner reads the settings and cannot change them", async () => {
  for (const staff of [clinician, receptionist]) {
    await atTheDesk(browser, url, { staff }, async (page) => {
      await page.goto(`${url}/clinic/settings/sharing`);
      await page.getByText("Only the owner of the practice can change it.").waitFor();
      await page.getByText("Prescriptions", { exact: true }).waitFor();
      expect(await page.getByRole("radio").count(), 0, "choices");
      expect(await page.getByRole("switch").count(), 0, "switches");
      await page.goto(`${url}/clinic/settings/messages`);
      await page.getByText("Only the owner of the practice can change this.").waitFor();
      expect(await page.getByRole("combobox").count(), 0, "choices");
    });
  }
});

test("a receptionist is not offered inbox, worklists and audit", () =>
  atTheDesk(browser, url, { staff: receptionist }, async (page) => {
    await page.goto(`${url}/clinic/patients`);
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Patients" }).waitFor();
    await expectSoon(() => page.getByRole("navigation", { name: "Pages" }).getByRole("link").count(), 1, "pages that are offered");
    await page.goto(`${url}/clinic/inbox`);
    await page.getByText("Your role does not allow this.").waitFor();
  }));

/** The promise of an answer within a day, as an owner made it. */
async function promised() {
  const { open, replyHours, version } = await owner.get("/api/messaging");
  if (replyHours !== 24) await owner.call("PUT", "/api/messaging", { open, replyHours: 24 }, { status: 200, headers: { "If-Match": `"${version}"` } });
}

test("the owner promises an answer within a day, and takes it back", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    await page.goto(`${url}/clinic/settings/messages`);
    await page.getByLabel("Patients are promised an answer within").selectOption({ label: "24 hours" });
    await button(page, "Save").click();
    await page.getByText("The settings of messages are saved.").waitFor();
    expect((await owner.get("/api/messaging")).replyHours, 24, "the promise");
    await shoot(page, "messaging");
    await checkPage(page, "settings of messages");
    await page.getByLabel("Patients are promised an answer within").selectOption({ label: "2 days" });
    await button(page, "Save").click();
    await button(page, "Undo").click();
    await until("the promise of before", async () => (await owner.get("/api/messaging")).replyHours === 24);
  }));

test("an empty inbox says what comes there", () =>
  atTheDesk(browser, url, { staff: clinician }, async (page) => {
    await page.goto(`${url}/clinic/inbox`);
    await page.getByText("Nothing is waiting").waitFor();
    await checkPage(page, "empty inbox");
  }));

test("a patient asks, the counts are right at once, the clinician answers, both see what was read", async () => {
  await promised();
  const { patient, account } = await patientOnline("Asha Verma");
  await atTheDesk(browser, url, { staff: clinician }, async (page) => {
    await page.goto(`${url}/clinic/patients/${patient.id}/messages`);
    await page.getByText("No messages yet").waitFor();
    await page.goto(`${url}/clinic/inbox`);
    await page.getByText("Nothing is waiting").waitFor();
    const { thread } = await account.post("/api/portal/threads", { subject: "Cough", text: "May I come <b>tomorrow</b>?", to: clinician.id }, 201);
    await page.reload();
    await navCount(page).filter({ hasText: "1 waiting" }).waitFor();
    await filter(page, "For me (1)").waitFor();
    await page.getByText("Answer promised by").waitFor();
    await shoot(page, "inbox");
    await checkPage(page, "inbox");

    await page.getByRole("link", { name: "Asha Verma" }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await title(page, "Cough");
    await page.getByText("May I come <b>tomorrow</b>?").waitFor();
    await page.getByText(/Read by Dr Meera Iyer/).waitFor();
    await page.getByText("Patients are told: an answer within 24 hours.").waitFor();
    await page.getByText("Messages are not for emergencies").waitFor();

    await page.getByLabel("Reply").fill("Yes, at ten.");
    await page.getByRole("link", { name: "Messages" }).click();
    await page.getByRole("link", { name: "Cough" }).click();
    await expectSoon(() => page.getByLabel("Reply").inputValue(), "Yes, at ten.", "what was written before the page was left");
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }).includes("at ten")), false, "the draft in the browser's storage");

    await page.route("**/messages", (route) => route.abort());
    await page.getByLabel("Reply").focus();
    await page.keyboard.press("Control+Enter");
    await page.getByText("No connection. Check the connection").waitFor();
    await expectSoon(() => page.getByLabel("Reply").inputValue(), "Yes, at ten.", "what was written, after sending failed");
    await page.unroute("**/messages");

    await page.locator("input[type=file]").setInputFiles({ name: "way.png", mimeType: "image/png", buffer: png });
    await page.getByText("Ready", { exact: true }).waitFor();
    await page.getByLabel("Reply").focus();
    await page.keyboard.press("Control+Enter");
    await page.getByText("Not read yet").waitFor();
    await expectSoon(() => page.getByLabel("Reply").inputValue(), "", "the field after sending");
    await button(page, "Download way.png").waitFor();
    await navCount(page).filter({ hasNotText: "waiting" }).waitFor();

    const read = await account.get(`/api/portal/threads/${thread.id}`);
    expect(read.messages.map(({ text }) => text).join(" | "), "May I come <b>tomorrow</b>? | Yes, at ten.", "what the patient reads, once each");
    expect(read.messages[1].attachments.map(({ name }) => name).join(), "way.png", "the file");
    await page.reload();
    await page.getByText(/Read by Asha Verma/).waitFor();
    await shoot(page, "thread");
    await checkPage(page, "conversation");

    const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Download way.png").click()]);
    expect(download.suggestedFilename(), "way.png", "the name of the download");

    // While it is open, what the patient writes comes by itself.
    await account.post(`/api/portal/threads/${thread.id}/messages`, { text: "Thank you!" }, 201);
    await page.getByText("Thank you!").waitFor();
    await page.getByLabel("Who answers").selectOption({ label: "Dr Kavya Rao" });
    await page.getByText("Dr Kavya Rao answers from now on.").waitFor();
    await button(page, "Close the conversation").click();
    await page.getByText("Closed by Dr Meera Iyer").waitFor();
    expect((await account.get(`/api/portal/threads/${thread.id}`)).thread.closedAt !== undefined, true, "closed for the patient, too");
    await button(page, "Open it again").click();
    await button(page, "Close the conversation").waitFor();
    expect((await account.get(`/api/portal/threads/${thread.id}`)).thread.closedAt, undefined, "when it was closed, now that it is open");
  });
});

test("a clinician begins a conversation, and a patient without online access cannot be written to", async () => {
  const { patient, account } = await patientOnline("Leela Nambiar");
  const without = await newPatient(owner, outbox, { name: "Ravi Kumar" });
  await atTheDesk(browser, url, { staff: clinician }, async (page) => {
    await page.goto(`${url}/clinic/patients/${without.id}/messages`);
    await page.getByText("Ravi Kumar has no online access").waitFor();
    expect(await button(page, "New message").count(), 0, "ways to write to nobody");
    await page.goto(`${url}/clinic/patients/${patient.id}/messages`);
    const begin = async () => {
      await page.locator("main button").first().click();
      await page.getByRole("dialog").locator("textarea").first().waitFor();
    };
    await begin();
    await page.getByLabel("Subject").fill("Your blood test");
    await page.getByLabel("Message", { exact: true }).fill("It is normal.");
    await shoot(page, "new-thread");
    await checkPage(page, "new message", begin);
    await page.getByLabel("Subject").fill("Your blood test");
    await page.getByLabel("Message", { exact: true }).fill("It is normal.");
    await button(page, "Send").dblclick();
    await title(page, "Your blood test");
    const { items } = await account.get("/api/portal/threads");
    expect(items.map(({ subject, unread }) => `${subject} ${unread}`).join(), "Your blood test 1", "the conversations that the patient finds");
    await page.getByRole("link", { name: "Messages" }).click();
    await page.getByText("1 message").waitFor();
    await checkPage(page, "conversations");
  });
});

test("what a patient adds waits until a clinician has read it, and the patient sees who did", async () => {
  const { patient, account } = await patientOnline("Farah Khan");
  const first = await account.post("/api/portal/notes", { text: "The cough is back." }, 201);
  const second = await account.post("/api/portal/notes", { text: "And a fever." }, 201);
  await atTheDesk(browser, url, { staff: clinician }, async (page) => {
    await page.goto(`${url}/clinic/inbox`);
    await page.getByLabel("What", { exact: true }).selectOption({ label: "Added by patients" });
    const rows = page.getByRole("listitem").filter({ hasText: "Farah Khan" });
    await rows.nth(1).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("e");
    await page.getByText(/Read by Dr Meera Iyer.*The patient can see it/).waitFor();
    await rows.nth(1).waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.textContent), "Farah Khan", "what is under the hand next");
    const seen = (await account.get("/api/portal/records")).items;
    expect(seen.filter(({ reading }) => reading?.byName === "Dr Meera Iyer").map(({ id }) => id).join(), first.id, "what the patient sees as read");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/clinic/patients/${patient.id}/records/${second.id}`);
  });
});

test("an invite that came back stands in the inbox and leads to the patient", async () => {
  const email = `bounce-${Date.now()}@example.com`;
  const patient = await newPatient(owner, outbox, { name: "Sunil Joshi", email });
  const { edition } = (await owner.get(`/api/patients/${patient.id}/access`)).responsibility;
  await faults({ email: { mode: "bounce", count: 1 } });
  await owner.post(`/api/patients/${patient.id}/access`, { email, edition, confirmed: true, password: owner.password }, 201);
  await until("the notice", async () => (await clinician.get("/api/inbox")).items.some(({ kind }) => kind === "notice"));
  await faults({});
  await atTheDesk(browser, url, { staff: clinician }, async (page) => {
    await page.goto(`${url}/clinic/inbox`);
    await page.getByText("The e-mail with the log-in came back.").waitFor();
    await page.getByRole("link", { name: "Sunil Joshi" }).click();
    await page.waitForURL(`**/clinic/patients/${patient.id}`);
  });
});

async function faults(body) {
  const response = await fetch(`${url}/outbox/api/faults`, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  expect(response.status, 200, "the outbox's answer");
}

/** Runs the sweep now, which comes every minute by itself. */
async function sweep() {
  const response = await fetch(`${url}/outbox/api/schedules/NoticesweepFunction`, { method: "POST" });
  expect(response.status, 204, "the sweep");
}

test("messages that failed and links that nobody opened stand on the worklist until they are done", async () => {
  const [kiran, lata] = [await newPatient(owner, outbox, { name: "Kiran Desai" }), await newPatient(owner, outbox, { name: "Lata Bose" })];
  await atTheDesk(browser, url, { staff: clinician }, async (page) => {
    await page.goto(`${url}/clinic/worklist`);
    await page.getByText("Nothing to do here").waitFor();
    await checkPage(page, "empty worklist");
    await faults({ sms: { mode: "refuse", count: 2 } });
    for (const { id } of [kiran, lata]) await owner.post(`/api/patients/${id}/records`, { type: "clinical-note", status: "final", shareBox: true, content: { freeText: "Rest for three days." } }, 201);
    await until("the failures", async () => (await clinician.get("/api/sharing-worklist")).items.length === 2);
    await faults({});
    await page.reload();
    await page.getByText("The phone network refused the text of the message.").first().waitFor();
    await filter(page, "Did not arrive (2)").waitFor();
    await expectSoon(() => page.getByRole("link", { name: "Kiran Desai" }).filter({ hasText: "Call" }).getAttribute("href"), `tel:${kiran.phone}`, "where calling leads");
    await shoot(page, "worklist");
    await checkPage(page, "worklist");

    await button(page, "Send a new link: Kiran Desai").click();
    await page.getByText("A new link to Kiran Desai goes out within a minute.").waitFor();
    await sweep();
    await outbox.next("sms", kiran.phone);
    await button(page, "Send a new link: Kiran Desai").waitFor({ state: "detached" });
    await button(page, "Done: Lata Bose").click();
    await page.getByText("Lata Bose is off the list.").waitFor();
    await page.getByText("Nothing to do here").waitFor();
    expect((await clinician.get("/api/sharing-worklist")).items.length, 0, "tasks that are left");

    // A day and a reminder later, as the server then says it.
    await page.route("**/api/sharing-worklist*", (route) => route.fulfill({ json: { items: [{ patient: { id: lata.id, name: lata.name, phone: lata.phone }, seq: 1, trouble: "never-opened", since: new Date().toISOString(), explanation: { text: "", nextStep: "call-patient" }, types: ["prescription"] }] } }));
    await page.reload();
    await page.getByText("has not opened the link. A call helps.").waitFor();
    await page.getByText("It was about: Prescriptions").waitFor();
  });
});

test("the owner reads what happened in plain sentences; a clinician is led to the patients' histories", async () => {
  await atTheDesk(browser, url, { staff: owner }, async (page) => {
    await page.goto(`${url}/clinic/audit`);
    await page.getByText("looked at the inbox").first().waitFor();
    await filter(page, "Settings").click();
    await page.getByText("changed the share settings").first().waitFor();
    await filter(page, "Staff").click();
    await page.getByText("added somebody to the staff (Rani Thomas)").waitFor();
    expect(await page.getByText("changed the share settings").count(), 0, "settings among the staff");
    await page.getByText("added somebody to the staff (Dr Meera Iyer)").waitFor();
    await filter(page, "Everything").click();
    expect(await page.getByText("something else happened").count(), 0, "events without words");
    expect(await page.getByText("looked at the inbox").count() < 25, true, "the inbox is watched without leaving an event each time");
    await shoot(page, "audit");
    await checkPage(page, "audit");
  });
  await atTheDesk(browser, url, { staff: clinician }, async (page) => {
    await page.goto(`${url}/clinic/audit`);
    await page.getByText("Your patients’ histories").waitFor();
    expect(await page.getByText("changed the share settings").count(), 0, "the practice's events");
    await page.getByRole("main").getByRole("link", { name: "Go to the patients" }).click();
    await page.waitForURL("**/clinic/patients");
  });
});

test("a patient who cannot be reached cannot be called, and it is said why", async () => {
  const patient = await owner.post("/api/patients", { name: "Old Number", sex: "female", phone: "+918025550199", language: "en" }, 201);
  await atTheDesk(browser, url, { staff: clinician }, async (page) => {
    await page.goto(`${url}/clinic/patients/${patient.id}/visits`);
    await page.getByText("No video calls yet").waitFor();
    await button(page, "Call by video").click();
    await page.getByText("has no mobile number and no e-mail that works").waitFor();
    expect(await button(page, "Send the link").count(), 0, "links to nobody");
  });
});

test("a call whose dialog is closed while the link goes out is told of, and the next time is another call", async () => {
  const patient = await newPatient(owner, outbox, { name: "Lalit Bose" });
  await atTheDesk(browser, url, { staff: clinician }, async (page) => {
    let answer;
    let lost = false;
    await page.route("**/visits", async (route) => {
      if (route.request().method() === "GET") return route.continue();
      await new Promise((go) => (answer = go));
      if (!lost) return route.continue();
      await route.fetch();
      return route.abort();
    });
    const leave = async () => {
      await button(page, "Call by video").click();
      await button(page, "Send the link").click();
      await until("the call to be on its way", () => answer);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      const go = answer;
      answer = undefined;
      return go;
    };
    await page.goto(`${url}/clinic/patients/${patient.id}/visits`);
    (await leave())();
    await page.locator(".mantine-Notification-root").getByText("The link is on its way").waitFor();
    await page.getByText("The room is open", { exact: true }).waitFor();
    const go = await leave(); // the form, and not what became of the first
    lost = true;
    go();
    await page.getByRole("alert").getByText("No connection.").waitFor();
    expect((await clinician.get(`/api/patients/${patient.id}/visits`)).items.length, 2, "calls, one of whose answers was lost");
    expect(await page.getByText("Nothing was saved").count(), 0, "times that it is said to be unsaved");
  });
});

test("a page whose patient cannot be loaded says so, offers no act that needs one, and can be tried again", async () => {
  const patient = await newPatient(owner, outbox, { name: "Gita Pal" });
  await atTheDesk(browser, url, { staff: clinician }, async (page) => {
    let broken = true;
    const fail = (route) => (broken ? route.fulfill({ status: 500, contentType: "application/problem+json", body: "{}" }) : route.continue());
    await page.route(`**/api/patients/${patient.id}`, fail);
    await page.route(`**/api/patients/${patient.id}/access`, fail);
    const again = page.getByRole("button", { name: "Try again" });
    await page.goto(`${url}/clinic/patients/${patient.id}/visits`);
    await again.waitFor();
    expect(await button(page, "Call by video").count(), 0, "ways to call nobody");
    broken = false;
    await again.click();
    await button(page, "Call by video").waitFor();
    await page.getByRole("link", { name: "Gita Pal" }).waitFor();

    broken = true;
    await page.goto(`${url}/clinic/patients/${patient.id}/messages`);
    await page.getByText("We could not find out whether messages reach this patient.").waitFor();
    broken = false;
    await expectSoon(() => again.count(), 2, "ways to try again");
    await again.first().click();
    await page.getByRole("link", { name: "Gita Pal" }).waitFor();
    await again.click();
    await page.getByText("Gita Pal has no online access").waitFor();
  });
});

test("a call is made from the patient's page, and both browsers connect", async () => {
  const patient = await newPatient(owner, outbox, { name: "Nina Paul" });
  await atTheDesk(browser, url, { staff: clinician, permissions: ["camera", "microphone"] }, async (page, context) => {
    await context.addInitScript(watchConnections);
    await page.goto(`${url}/clinic/patients/${patient.id}/visits`);
    const open = async () => {
      await page.getByRole("main").getByRole("button").first().click();
      await page.getByRole("dialog").getByRole("radio").first().waitFor();
    };
    await open();
    await shoot(page, "call");
    await checkPage(page, "call by video", open);
    await page.getByText(`Nina Paul gets a link by SMS to ${patient.phone.replace(/^(\+91)(.{5})/, "$1 $2 ")}.`).waitFor();
    await button(page, "Send the link").dblclick();
    await page.getByText("The patient waits in the lobby").waitFor();
    const { body } = await outbox.next("sms", patient.phone, (message) => /\/v\?/.test(message.body));
    const link = `${url}/v?${/\/v\?([\w-]{22})/.exec(body)[1]}`;
    expect((await clinician.get(`/api/patients/${patient.id}/visits`)).items.length, 1, "calls after a double click");

    const [room] = await Promise.all([context.waitForEvent("page"), page.getByRole("dialog").getByRole("link", { name: "Go into the room" }).click()]);
    await room.getByRole("button", { name: "Go into the room" }).click();
    const guests = await browser.newContext(phone);
    try {
      await guests.grantPermissions(["camera", "microphone"], { origin: url });
      await guests.addInitScript(watchConnections);
      const guest = await guests.newPage();
      await guest.goto(link);
      await button(guest, "Turn on camera and microphone").click();
      await guest.getByLabel("Your name").fill("Nina");
      await guest.getByRole("button", { name: /Ask to come in/ }).click();
      await button(room, "Let in Nina").click();
      for (const one of [room, guest]) await one.waitForFunction(() => window.connections.some(({ connectionState }) => connectionState === "connected"));
      await button(room, "End for all").click();
      await room.getByRole("heading", { name: "The call has ended" }).waitFor();
    } finally {
      await guests.close();
    }
    await page.reload();
    await page.getByText("Over", { exact: true }).waitFor();
    expect(await page.getByRole("link", { name: "Go into the room" }).count(), 0, "ways into a room that has ended");

    await button(page, "Call by video").click();
    await page.getByRole("radio", { name: "At a time" }).check();
    await page.getByLabel("Date and time").fill("2020-01-01T10:00");
    await page.getByRole("dialog").locator("form").evaluate((form) => (form.noValidate = true));
    await button(page, "Send the link").click();
    await page.getByText("This is in the past.").waitFor();
    await page.getByLabel("Date and time").fill(localIn(3));
    await button(page, "Send the link").click();
    await page.getByText("The room opens on").first().waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
    await page.getByText("Planned", { exact: true }).waitFor();
    await button(page, "Send a new link").click();
    await page.getByText("A new link was sent.").waitFor();
    await shoot(page, "visits");
    await checkPage(page, "video calls");
  });
});

test("who opens a call signed out is led to the form, and the call opens after it", async () => {
  const patient = await newPatient(owner, outbox, { name: "Omar Ali" });
  const visit = await clinician.post(`/api/patients/${patient.id}/visits`, {}, 201);
  const { email } = await clinician.get("/api/session");
  await atTheDesk(browser, url, {}, async (page, context) => {
    await page.goto(`${url}/call#patient=${patient.id}&visit=${visit.id}`);
    const [form] = await Promise.all([context.waitForEvent("page"), page.getByRole("link", { name: "Sign in" }).click()]);
    await form.getByLabel("E-mail").fill(email);
    await form.getByLabel("Password", { exact: true }).fill(clinician.password);
    await button(form, "Sign in").click();
    await title(form, "Video calls");
    await page.bringToFront();
    await page.evaluate(() => dispatchEvent(new Event("focus"))); // a browser without a screen has no tabs to go back to
    await button(page, "Go into the room").waitFor();
    await context.clearCookies();
    await button(page, "Go into the room").click();
    await page.getByText("Sign in to the clinic's pages in this browser").waitFor();
  });
});

function watchConnections() {
  window.connections = [];
  const Real = RTCPeerConnection;
  window.RTCPeerConnection = function (...args) {
    const made = new Real(...args);
    window.connections.push(made);
    return made;
  };
}

/** So many hours from now, as a field for a local time has it in the browser's zone. */
function localIn(hours) {
  const at = new Date(Date.now() + hours * 3_600_000);
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: desktop.timezoneId }).format(at).replace(" ", "T");
}

/** One white pixel. */
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==", "base64");

await runTests({ only: process.argv[2] });
await browser.close();
