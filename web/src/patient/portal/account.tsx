import { appScreen } from "./account/app";
import { closeScreen } from "./account/close";
import { codesScreen } from "./account/codes";
import type { Desk } from "./account/desk";
import { emailScreen } from "./account/email";
import { openOverview } from "./account/overview";
import { passkeyScreen } from "./account/passkey";
import { PasswordScreen } from "./account/password";
import type { PartModule } from "./state";

/** The account: one screen with all of it, and one for each change, at "#account/password". */
export const open: PartModule["open"] = async (page, person, id) => {
  const desk: Desk = { page, person };
  switch (id) {
    case "password":
      return (common) => <PasswordScreen {...common} desk={desk} />;
    case "email":
      return emailScreen(desk);
    case "app":
      return appScreen(desk);
    case "passkey":
      return passkeyScreen(desk);
    case "codes":
      return codesScreen(desk) ?? openOverview(desk); // they were shown once
    case "close":
      return closeScreen(desk);
    default:
      return openOverview(desk);
  }
};
