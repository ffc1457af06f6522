import { numberOf } from "./entry-server.mjs";

/** Every state of the way back by number, in English. */
const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name, exact: true }).first().waitFor();
const then = (...steps) => async (page, url) => {
  for (const step of steps) await step(page, url);
};
const tap = (name) => (page) => button(page, name).click();
const reads = (text) => (page) => page.getByText(text).first().waitFor();
const type = (label, text) => (page) => page.getByLabel(label, { exact: true }).fill(text);

const atNumber = async (page, url) => {
  await page.goto(`${url}/`);
  await heading(page, "Open with your phone number");
};
const ask = (number) => then(atNumber, type("Your mobile number", number), tap("Send me the code"));
const atCode = (number = numberOf.family) => then(ask(number), (page) => heading(page, "Enter the code"));
const withCode = (code) => then(atCode(), type("6-digit code", code), tap("Go on"));
const atPerson = then(withCode("123456"), (page) => heading(page, "Whose records?"));
const atBirth = (letter) => then(atPerson, tap(`The name begins with ${letter}`), (page) => heading(page, `${letter}: date of birth`));
const born = (letter, date) => then(atBirth(letter), type("Date of birth", date), tap("Open"));

export const entryStates = [
  { name: "entry-number", reach: atNumber },
  { name: "entry-number-empty", reach: then(ask(""), reads("Please enter your mobile number.")) },
  { name: "entry-number-short", reach: then(ask("98450"), reads("This is not a mobile number")) },
  { name: "entry-number-often", reach: then(ask(numberOf.often), reads("That was too often")) },
  { name: "entry-code", reach: atCode() },
  { name: "entry-code-again", reach: then(atCode(numberOf.noWait), (page) => button(page, "Send a new code").waitFor()) },
  { name: "entry-code-wrong", reach: then(withCode("000000"), reads("That code is wrong or too old")) },
  { name: "entry-person", reach: atPerson },
  { name: "entry-birth", reach: atBirth("A") },
  { name: "entry-birth-wrong", reach: then(born("A", "1990-01-01"), reads("This is not the date that the clinic has")) },
  { name: "entry-birth-locked", reach: then(born("A", "2001-01-01"), reads("There were too many wrong dates")) },
  { name: "entry-same-day", reach: then(born("K", "2019-04-12"), reads("More than one person")) },
  { name: "entry-ended", reach: then(atBirth("A"), (page) => page.context().clearCookies(), type("Date of birth", "1988-04-12"), tap("Open"), reads("The time was up")) },
  { name: "entry-records", reach: then(born("A", "1988-04-12"), (page) => button(page, "I have finished").waitFor()) },
];
