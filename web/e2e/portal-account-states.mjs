/** The states of the account, each reached from the chart by way of the menu. */
const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name, exact: true }).first().waitFor();

const then = (...steps) => async (page, url) => {
  for (const step of steps) await step(page, url);
};
const tap = (name) => (page) => button(page, name).click();
const follow = (name) => (page) => page.getByRole("link", { name, exact: true }).click();
const reads = (text) => (page) => page.getByText(text).first().waitFor();
const type = (label, text) => (page) => page.getByLabel(label, { exact: true }).fill(text);
const shows = (title) => (page) => heading(page, title);

const right = "mauve kettle drives north";

export function accountStates(atChart) {
  const at = (scenario) => then(atChart(scenario), (page) => page.getByRole("navigation").getByRole("link", { name: "Account" }).click(), shows("Account"));
  const password = then(at("plain"), follow("Change the password"), shows("Change the password"));
  const change = (current, fresh) => then(password, type("Password until now", current), type("New password", fresh), tap("Save the password"));
  const email = then(at("plain"), follow("Change the e-mail"), shows("Change the e-mail"));
  const asked = (address) => then(email, type("New e-mail", address), tap("Send the link"), shows("Your password, please"));
  const prove = (typed = right) => then(type("Password", typed), tap("Go on"));
  const app = then(at("plain"), follow("Add an app with codes"), tap("I have the app"), prove(), shows("1. Tell the app"));
  const code = (digits) => then(app, type("6-digit code of the app", digits), tap("Add the app"));
  const close = then(at("plain"), follow("What that means"), shows("Close the account"));
  return [
    { name: "portal-account", reach: then(at("plain"), reads("Where you are signed in")) },
    { name: "portal-account-keys", reach: then(at("keys"), reads("You have 2 recovery codes left")) },
    { name: "portal-account-ended", reach: then(at("plain"), tap("Sign out everywhere else"), reads("All other devices are signed out.")) },
    { name: "portal-password", reach: password },
    { name: "portal-password-wrong", reach: then(change("another long password", "quiet river bends twice"), reads("This is not your password.")) },
    { name: "portal-password-short", reach: then(change(right, "too short"), reads("The password needs at least 15 characters")) },
    { name: "portal-password-changed", reach: then(change(right, "quiet river bends twice"), reads("Your new password is saved.")) },
    { name: "portal-email", reach: email },
    { name: "portal-email-asking", reach: asked("new@example.com") },
    { name: "portal-email-asking-wrong", reach: then(asked("new@example.com"), prove("another long password"), reads("This is not your password.")) },
    { name: "portal-email-nowhere", reach: then(asked("new@nowhere"), prove(), reads("No mail can be sent to this address.")) },
    { name: "portal-email-asked", reach: then(asked("new@example.com"), prove(), shows("Look into the new mailbox"), reads("We have written to new@example.com")) },
    { name: "portal-app", reach: then(at("plain"), follow("Add an app with codes"), reads("every half minute")) },
    { name: "portal-app-install", reach: then(app, (page) => page.getByText("The app is on another phone").click(), (page) => page.getByRole("img", { name: "The key as a square for the camera" }).waitFor()) },
    { name: "portal-app-wrong", reach: then(code("999999"), reads("That code is wrong or too old")) },
    { name: "portal-codes", reach: then(code("123456"), shows("Your recovery codes")) },
    { name: "portal-codes-kept", reach: then(code("123456"), shows("Your recovery codes"), tap("I have kept them"), reads("From now on we ask for a code of your app")) },
    { name: "portal-key-removed", reach: then(at("keys"), (page) => page.getByRole("button", { name: "Remove: App with codes" }).click(), prove(), reads("It is removed.")) },
    { name: "portal-passkey", reach: then(at("plain"), follow("Add a passkey"), shows("A passkey")) },
    { name: "portal-passkey-too-many", reach: then(at("plain"), follow("Add a passkey"), tap("Add the passkey"), prove(), reads("You have five passkeys already.")) },
    { name: "portal-close", reach: close },
    { name: "portal-closed", reach: then(close, tap("Yes, close my account"), prove(), reads("Your account is closed.")) },
  ];
}
