/** Plans, lenses, bills, payments and documents, written by the clinic's forms, mostly with the keyboard. */
import { readFile } from "node:fs/promises";
import { launch } from "./browser.mjs";
import { atTheDesk, checkPage } from "./clinic.mjs";
import { linkTo, newColleague, newPatient, newPractice, Outbox, until } from "./clinic-api.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = process.env.CHARTSHARE_URL;
const browser = await launch();
const outbox = new Outbox(url);
const owner = await newPractice(url, outbox);
const doctor = await newColleague(owner, outbox, { name: "Dr Nila Bose", role: "clinician", qualifications: "MBBS, MS", registrationNumber: "DEMO-00002" });
const desk = await newColleague(owner, outbox, { name: "Lata Hegde", role: "receptionist" });
const shots = process.env.SHOTS;

/** Opens an empty form for a new patient, as somebody of the staff. */
const write = (staff, type, run, { patient: about = {}, before = async () => {} } = {}) =>
  atTheDesk(browser, url, { staff }, async (page, context) => {
    const patient = await newPatient(owner, outbox, about);
    await before(patient);
    await page.goto(`${url}/clinic/patients/${patient.id}/new/${type}`);
    await page.getByRole("button", { name: "Save", exact: true }).waitFor();
    await run(page, patient, context);
  });

const newestOf = async (patient, type) => (await owner.get(`/api/patients/${patient.id}/records`)).items.find((record) => record.type === type);

/** Saves for good by the keyboard, waits for the record's own page and until the patient was told, and gives the record. */
async function finish(page, patient, type) {
  await page.keyboard.press("Control+s");
  await page.waitForURL(/\/records\/[0-9A-Z]{26}$/);
  await linkTo(outbox, patient, url);
  return until("the SMS to be delivered", async () => {
    const record = await newestOf(patient, type);
    return record.status === "final" && record.sharing?.state === "delivered" && record;
  });
}

/** Saves what cannot be saved, and stays. */
async function refused(page) {
  await page.keyboard.press("Control+s");
  await page.locator('[aria-invalid="true"]').first().waitFor();
  await page.locator("form [inert]").waitFor({ state: "detached" }); // while it is saved, nothing can be typed
  expect(/\/edit$/.test(new URL(page.url()).pathname), true, "whether the form is still there");
}

/** Types a field after the other, with Tab between; nothing for a field that is passed over. */
async function typed(page, ...values) {
  for (const [i, value] of values.entries()) {
    if (i > 0) await page.keyboard.press("Tab");
    if (value) await page.keyboard.type(value);
  }
}

const press = async (page, key, times) => {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
};

const same = (got, want, what) => expect(JSON.stringify(got), JSON.stringify(want), what);

async function shoot(page, name) {
  if (!shots) return;
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.screenshot({ path: `${shots}/${name}-phone.png`, fullPage: true });
  await page.setViewportSize(size);
}

/** The day in India some days after an instant: the clinic's day, whatever the clock of this machine. */
const day = (from, days) => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Kolkata" }).format(from.getTime() + days * 86_400_000);
const now = new Date();
const today = day(now, 0);

test("a treatment plan: steps by Enter, teeth typed and pressed, the estimate as typed, warned of what is planned twice, refused without a procedure", () =>
  write(doctor, "treatment-plan", async (page, patient) => {
    await page.getByLabel("Name of the plan").focus();
    await typed(page, "Root canal and filling", "", "Root canal treatment", "", "36", "", "4500", "", "10%", "3");
    await page.keyboard.press("Enter");
    await typed(page, "Root canal treatment", "", "3");
    await page.getByText("Type tooth numbers (FDI), such as 36 or 14-16").waitFor({ state: "hidden" });
    await page.keyboard.type("6");
    await page.getByText("An earlier step plans the same on one of these teeth").first().waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter"); // opens the chart
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "18, upper right, wisdom tooth" }).and(page.locator(":focus")).waitFor();
    await press(page, "ArrowRight", 3);
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await expectSoon(() => page.getByLabel("Teeth", { exact: true }).nth(1).inputValue(), "15, 45", "the teeth that were pressed");
    await page.keyboard.press("Space");
    await page.getByText("Estimate").locator("..").getByText("₹4,050.00").waitFor();
    await page.getByLabel("Cost of one").nth(1).focus();
    await typed(page, "1200.50");
    await page.getByText("Estimate").locator("..").getByText("₹5,250.50").waitFor();
    await page.getByLabel("The patient agreed to the plan and its cost").press("Space");
    await page.getByLabel("Procedure").nth(1).fill("");
    await refused(page);
    await page.getByLabel("Procedure").nth(1).and(page.locator(":focus")).waitFor();
    await shoot(page, "treatment-plan");
    await page.keyboard.type("Composite filling");
    const { content } = await finish(page, patient, "treatment-plan");
    same(content.items, [
      { procedure: { text: "Root canal treatment" }, toothNumbers: [36], quantity: 1, unitCost: 450000, discount: { basisPoints: 1000 }, amounts: { gross: 450000, discount: 45000, tax: 0, total: 405000 }, status: "planned", sittings: 3 },
      { procedure: { text: "Composite filling" }, toothNumbers: [15], quantity: 1, unitCost: 120050, amounts: { gross: 120050, discount: 0, tax: 0, total: 120050 }, status: "planned" },
    ], "items");
    same([content.title, content.status, content.acceptance, content.estimate.total], ["Root canal and filling", "draft", { by: "Asha Verma", at: today }, 525050], "the plan");
    expect(content.clinician.name, "Dr Nila Bose", "who planned it");
  }));

test("a line that was removed comes back where it was, with all that was typed since", () =>
  write(doctor, "treatment-plan", async (page) => {
    await page.getByLabel("Procedure").fill("Extraction");
    await page.getByLabel("Procedure").press("Enter");
    await page.keyboard.type("Filling");
    await page.getByRole("button", { name: "Remove Step 1" }).click();
    await expectSoon(() => page.getByLabel("Procedure").inputValue(), "Filling", "the step that is left");
    await page.getByLabel("Procedure").fill("Filling, large");
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Remove Step 2" }).waitFor();
    same(await page.getByLabel("Procedure").evaluateAll((all) => all.map(({ value }) => value)), ["Extraction", "Filling, large"], "the steps");
  }));

test("what was taken out of a record cannot be brought back by its notice once the record is saved", () =>
  write(doctor, "treatment-plan", async (page) => {
    await page.getByLabel("Name of the plan").fill("Plan");
    await page.getByLabel("Procedure").fill("Extraction");
    await page.getByLabel("Cost of one").first().fill("100");
    await page.getByLabel("Procedure").press("Enter");
    await page.keyboard.type("Filling");
    await page.getByLabel("Cost of one").nth(1).fill("100");
    await page.getByRole("button", { name: "Remove Step 2" }).click();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await page.keyboard.press("Control+s");
    await page.waitForURL(/\/records\/[0-9A-Z]{26}$/);
    await expectSoon(() => page.getByRole("button", { name: "Undo" }).count(), 0, "ways to undo what was saved without it");
  }));

test("an immunisation plan: a due dose is ticked with its batch, one is not done, one comes from a card, and the plan moves on", () =>
  write(
    doctor,
    "immunisation-plan",
    async (page, patient) => {
      await page.getByLabel("Schedule").selectOption("Government vaccines (UIP)");
      await page.getByRole("button", { name: "Given today: 5-in-1 (pentavalent) (Penta-1)" }).press("Enter");
      await page.getByText("Without the batch number nobody can be found if it is recalled").first().waitFor();
      await page.getByLabel("Batch (lot) number").and(page.locator(":focus")).waitFor();
      await page.keyboard.type("PV-0417");
      await page.getByLabel("Site", { exact: true }).selectOption("left thigh");
      await page.getByLabel("Maker").fill("Example Biologicals");
      await page.getByText("Without the batch number").first().waitFor({ state: "detached" });
      expect(await page.getByRole("button", { name: /^Given today: .*Penta-1/ }).count(), 0, "Penta-1 to be given");
      await page.getByRole("button", { name: "Not done: Rotavirus drops (RVV-1)" }).press("Enter");
      await page.getByLabel("Why not").and(page.locator(":focus")).waitFor();
      await page.keyboard.type("the vaccine");
      await page.keyboard.press("Tab");
      await page.getByLabel("Day", { exact: true }).nth(1).press("Enter");
      await page.getByLabel("Vaccine", { exact: true }).nth(2).and(page.locator(":focus")).waitFor();
      await page.keyboard.type("BCG");
      await page.getByLabel("Day", { exact: true }).nth(2).fill(day(now, 1));
      await refused(page);
      await page.getByText("This day is in the future").first().waitFor();
      await page.getByLabel("Day", { exact: true }).nth(2).fill(day(now, -99));
      await page.getByText("17 doses later").or(page.getByText(/doses later/)).first().waitFor();
      await shoot(page, "immunisation-plan");
      const { content } = await finish(page, patient, "immunisation-plan");
      same(content.given.map(({ codings: _codings, ...dose }) => dose), [
        { vaccine: "pentavalent", status: "completed", date: today, primarySource: true, manufacturer: "Example Biologicals", performer: "Dr Nila Bose", lotNumber: "PV-0417", site: "left-thigh", route: "intramuscular" },
        { vaccine: "rotavirus", status: "not-done", date: today, reason: "out-of-stock", primarySource: true },
        { vaccine: "bcg", status: "completed", date: day(now, -99), primarySource: false, route: "intradermal" },
      ], "the doses");
      expect(content.planned.find(({ label }) => label === "Penta-1").status, "complete", "Penta-1 in the plan");
      expect(content.planned.find(({ label }) => label === "Penta-2").status, "upcoming", "Penta-2 in the plan");
    },
    { patient: { name: "Diya Verma", dateOfBirth: day(now, -100), phoneIsGuardians: true } },
  ));

test("a lens prescription: powers by arrow keys with their sign, refused without an axis, warned of eyes that differ", () =>
  write(doctor, "lens-prescription", async (page, patient) => {
    await page.getByLabel("Lenses", { exact: true }).selectOption({ value: "progressive" });
    const right = page.getByRole("group", { name: "Right eye (OD)" });
    const left = page.getByRole("group", { name: "Left eye (OS)" });
    await right.getByLabel("Sphere").focus();
    await press(page, "PageDown", 2);
    await press(page, "ArrowDown", 1);
    await expectSoon(() => right.getByLabel("Sphere").inputValue(), "−2.25", "the sphere");
    await page.keyboard.press("Tab");
    await page.keyboard.type("-75");
    await page.keyboard.press("Tab");
    await expectSoon(() => right.getByLabel("Cylinder").inputValue(), "−0.75", "the cylinder");
    await typed(page, "180", "1.75");
    await left.getByLabel("Add").fill("1.75");
    await left.getByLabel("Sphere").fill("+1");
    await page.getByText("The eyes differ by 2 dioptres or more: is a sign wrong?").first().waitFor();
    await left.getByLabel("Sphere").fill("-1.5");
    await page.getByText("The eyes differ").first().waitFor({ state: "detached" });
    await right.getByLabel("Axis").fill("");
    await refused(page);
    await right.getByLabel("Axis").and(page.locator(":focus")).waitFor();
    await page.keyboard.type("175");
    await page.getByText("The same as −3.00 +0.75 × 85; spherical equivalent −2.625").waitFor();
    await right.getByText("Prism, pupil distance and sight of this eye").click();
    await right.getByLabel("Prism in or out (Δ)").fill("1.5");
    await right.getByLabel("PD of this eye, far").fill("31");
    await right.getByLabel("With lenses, far").selectOption("6/6");
    await page.getByLabel("PD of both eyes, far").fill("62.5");
    await page.getByLabel("Good until").fill(day(now, 365));
    await shoot(page, "lens-prescription");
    const { content } = await finish(page, patient, "lens-prescription");
    same(
      { ...content, prescriber: content.prescriber.name },
      {
        product: "lens",
        lensType: "progressive",
        right: { sphere: -2.25, cylinder: -0.75, axis: 175, add: 1.75, prism: [{ amount: 1.5, base: "in" }], pupillaryDistance: { far: 31 }, corrected: { snellen: "6/6" } },
        left: { sphere: -1.5, add: 1.75 },
        pupillaryDistance: { far: 62.5 },
        issuedOn: today,
        expiresOn: day(now, 365),
        prescriber: "Dr Nila Bose",
      },
      "content",
    );
  }));

test("contact lenses ask for curve, diameter and an expiry", () =>
  write(doctor, "lens-prescription", async (page) => {
    await page.getByLabel("For", { exact: true }).selectOption("Contact lenses");
    await page.getByRole("group", { name: "Right eye (OD)" }).getByLabel("Sphere").fill("-3");
    expect((await page.getByLabel("Good until").inputValue()) > day(now, 360), true, "whether it is good for about a year");
    await refused(page);
    await page.getByRole("group", { name: "Right eye (OD)" }).getByLabel("Base curve").and(page.locator("[aria-invalid=true]")).waitFor();
    expect(await page.getByRole("group", { name: "Left eye (OS)" }).locator("[aria-invalid=true]").count(), 0, "what is wrong with the eye that has no lens");
  }));

test("a bill: rupees and lines by the keyboard, GST and rounding as typed, refused above the printed price", () =>
  write(desk, "invoice", async (page, patient) => {
    await page.getByLabel("Description").focus();
    await typed(page, "Consultation, general medicine", "", "", "500");
    await page.keyboard.press("Enter");
    await typed(page, "Amoxicillin 500 mg capsules");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("300420");
    await page.getByText("This is seldom free of GST").first().waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Control+a");
    await typed(page, "1.5", "62.50", "", "12");
    await page.getByText("Unit, MRP, batch and expiry").nth(1).click();
    await page.getByLabel("MRP of one").nth(1).fill("60");
    await page.getByText("In all").locator("..").getByText("₹605.00").waitFor();
    await page.getByText("This will be a: Invoice-cum-bill of supply.").waitFor();
    await refused(page);
    await page.getByText("Nothing is sold above the price that is printed on it (MRP).").first().waitFor();
    await page.getByLabel("MRP of one").nth(1).fill("80");
    await page.getByLabel("Batch", { exact: true }).nth(1).fill("AMX2291");
    await page.getByLabel("Unit", { exact: true }).nth(1).fill("strip of 10");
    await shoot(page, "invoice");
    const { content } = await finish(page, patient, "invoice");
    same(content.lines.map(({ description, code, quantityThousandths, unit, batch, rate, mrp, gstBasisPoints, total }) => [description, code, quantityThousandths, unit, batch, rate, mrp, gstBasisPoints, total]), [
      ["Consultation, general medicine", "999312", 1000, undefined, undefined, 50000, undefined, 0, 50000],
      ["Amoxicillin 500 mg capsules", "300420", 1500, "strip of 10", "AMX2291", 6250, 8000, 1200, 10501],
    ], "lines");
    same([content.category, content.kind, content.totals.total, content.rounding, content.recipient.name], ["consultation", "invoice-cum-bill-of-supply", 60500, -1, "Asha Verma"], "the bill");
  }));

test("a line without a price is not free of charge: the bill is refused there, and 0 is a price", () =>
  write(desk, "invoice", async (page, patient) => {
    await page.getByLabel("Description").fill("Consultation");
    await refused(page);
    expect(await page.evaluate(() => document.activeElement.labels[0].textContent), "Price of one", "the field with the focus");
    await page.keyboard.type("0");
    const { content } = await finish(page, patient, "invoice");
    same([content.lines[0].rate, content.totals.total], [0, 0], "the price and the sum");
  }));

const bill = (rate) => (patient) =>
  owner.post(`/api/patients/${patient.id}/records`, { type: "invoice", status: "final", shareBox: false, content: { category: "consultation", lines: [{ description: "Consultation", code: "999312", quantityThousandths: 1000, rate, gstBasisPoints: 0 }] } }, 201);

test("a payment: it goes to the oldest bill first, what is too much for a bill is refused there, and the rest is an advance", () => {
  const bills = [];
  return write(
    desk,
    "payment",
    async (page, patient) => {
      await page.getByText("Due: ₹800.00. Advance: ₹0.00.").waitFor();
      await page.getByLabel("Amount", { exact: true }).fill("600");
      same(await page.getByLabel(/^For bill /).evaluateAll((all) => all.map(({ value }) => value)), ["500", "100"], "the parts");
      await page.getByLabel(/^For bill /).nth(1).fill("400");
      await page.getByLabel("Amount", { exact: true }).fill("1000");
      await page.keyboard.press("Control+s");
      await page.getByText("This is more than is still due on the bill.").first().waitFor();
      await page.getByLabel(/^For bill /).nth(1).fill("300");
      await page.getByText("To the advance").locator("..").getByText("₹200.00").waitFor();
      await page.getByLabel("How", { exact: true }).selectOption("cheque");
      await page.getByLabel("Cheque number").fill("123456");
      await page.getByLabel("Bank").fill("Canara Bank");
      await page.getByLabel("How", { exact: true }).selectOption("UPI");
      expect(await page.getByLabel("Cheque number").count(), 0, "fields of a cheque for UPI");
      await page.getByLabel("UTR").fill("6325 1478 9012");
      await page.getByLabel("UPI id of who pays").fill("asha.verma@okaxis");
      await shoot(page, "payment");
      const { content } = await finish(page, patient, "payment");
      same([content.kind, content.mode, content.amount, content.reference, content.advanceBalance, content.receivedBy], ["receipt", "upi", 100000, { utr: "632514789012", upiId: "as•••@okaxis" }, 20000, "Lata Hegde"], "the receipt");
      same(content.allocations.map(({ invoiceId, amount }) => [invoiceId, amount]), bills.map(({ id }, i) => [id, [50000, 30000][i]]), "allocations");
    },
    {
      before: async (patient) => {
        bills.push(await bill(50000)(patient));
        bills.push(await bill(30000)(patient));
      },
    },
  );
});

test("a refund is of a receipt and comes off its bill, or of the advance and no more than that", () =>
  write(
    desk,
    "payment",
    async (page, patient) => {
      await page.getByLabel("Money is given back").press("Space");
      await page.getByLabel("Amount", { exact: true }).fill("300");
      await page.getByLabel("How", { exact: true }).selectOption("cash");
      await page.keyboard.press("Control+s");
      await page.getByText("At most what was paid and not given back yet can be given back.").first().waitFor();
      await page.getByLabel("Given back from").selectOption({ index: 1 });
      await expectSoon(() => page.getByLabel("Amount", { exact: true }).inputValue(), "500", "the amount of the receipt");
      await page.getByLabel(/^Taken off bill/).fill("200");
      await expectSoon(() => page.getByLabel("Amount", { exact: true }).inputValue(), "200", "the amount that is given back");
      const { content } = await finish(page, patient, "payment");
      same([content.kind, content.mode, content.amount, content.allocations.map(({ amount }) => amount)], ["refund", "cash", 20000, [20000]], "the refund");
      expect((await owner.get(`/api/patients/${patient.id}/balance`)).due, 20000, "what is due again");
    },
    {
      before: async (patient) => {
        const { id } = await bill(50000)(patient);
        await owner.post(`/api/patients/${patient.id}/records`, { type: "payment", status: "final", shareBox: false, content: { kind: "receipt", mode: "cash", amount: 50000, allocations: [{ invoiceId: id, amount: 50000 }] } }, 201);
      },
    },
  ));

/** A photo of 20 MB: a small one, with comments in it. */
async function largePhoto() {
  const photo = await readFile(new URL("../../internal/files/media/testdata/photo.jpg", import.meta.url));
  const comment = Buffer.alloc(2 + 0xffff, "x");
  comment.writeUInt32BE(0xfffeffff, 0);
  return Buffer.concat([photo.subarray(0, 2), ...Array(320).fill(comment), photo.subarray(2)]);
}

test("a document: a photo of 20 MB is sent with its progress, named, saved and told of; without a kind it is refused", () =>
  write(desk, "file", async (page, patient, context) => {
    const line = await context.newCDPSession(page);
    await line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 8_000_000 });
    await page.locator('input[type="file"]').setInputFiles({ name: "chest_x-ray.jpg", mimeType: "image/jpeg", buffer: await largePhoto() });
    const bar = page.getByRole("progressbar", { name: "Sending chest_x-ray.jpg" });
    await until("a part of the photo to be sent", async () => {
      const sent = Number(await bar.getAttribute("aria-valuenow", { timeout: 10_000 }));
      return sent > 5 && sent < 95;
    });
    await page.getByRole("button", { name: "Use “chest x-ray”" }).press("Enter", { timeout: 30_000 });
    await expectSoon(() => page.getByLabel("Title").inputValue(), "chest x-ray", "the title");
    await refused(page);
    await page.getByLabel("Kind").and(page.locator(":focus")).waitFor();
    await page.getByLabel("Kind").selectOption("X-ray or scan");
    await page.getByLabel("Taken or made on").fill(day(now, -3));
    await page.getByLabel("From (laboratory, hospital)").fill("District Hospital");
    await page.getByText("is being checked").waitFor({ state: "detached", timeout: 30_000 });
    await shoot(page, "file");
    const { content, attachments } = await finish(page, patient, "file");
    same(content, { title: "chest x-ray", category: "imaging", takenAt: day(now, -3), source: "District Hospital" }, "content");
    const file = await owner.get(`/api/patients/${patient.id}/files/${attachments[0]}`);
    same([file.name, file.state, file.contentType], ["chest_x-ray.jpg", "ready", "image/jpeg"], "the file");
  }));

for (const [type, staff, fill] of [
  ["treatment-plan", doctor, async (page) => page.getByRole("button", { name: /Choose on the chart|चार्ट पर चुनें/ }).click()],
  ["immunisation-plan", doctor, async (page) => {
    if (await page.locator("[data-planned]").count() === 0) await page.getByLabel(/^Schedule|^टीकाकरण कार्यक्रम/).selectOption({ value: "uip" });
    await page.locator("[data-planned]").first().waitFor();
  }],
  ["lens-prescription", doctor, async (page) => page.locator("summary").first().click()],
  ["invoice", desk, async (page) => page.locator("summary").first().click()],
  ["payment", desk, async (page) => page.locator('input[type="checkbox"]').first().waitFor()],
  ["file", desk, async () => {}],
]) {
  test(`the form of ${type}`, () =>
    write(
      staff,
      type,
      async (page) => {
        await page.keyboard.press("Control+s");
        const again = async () => {
          await page.locator("form input, form select").first().waitFor();
          await fill(page);
        };
        await again();
        await checkPage(page, type, again);
      },
      type === "immunisation-plan" ? { patient: { dateOfBirth: day(now, -100), phoneIsGuardians: true } } : type === "payment" ? { before: bill(50000) } : {},
    ));
}

await runTests({ only: process.argv[2] });
await browser.close();
