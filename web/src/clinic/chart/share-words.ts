import { formatDate, formatTime } from "../../shared/format";
import type { Language, TextKey } from "../../shared/words";
import type { useWords } from "../words/words";
import type { Sharing } from "./queries";

type Speech = Pick<ReturnType<typeof useWords>, "t" | "has">;

/** "22 November 2026, 10:45 am": for what staff may have to answer for, with the year. */
export const formatInstant = (language: Language, at: string): string => `${formatDate(language, at)}, ${formatTime(language, at)}`;

/** Why a record did not reach its patient, in words; undefined where nothing stands against it. */
export function whyNot({ t, has }: Speech, { reason, failure, explanation }: Sharing): string | undefined {
  const key = reason ? `clinic.share.reason.${reason}` : failure && `clinic.share.failure.${failure}`;
  if (!key) return undefined;
  // A code that is younger than this page: the server's own English is better than nothing.
  return has(key) ? t(key) : explanation?.text;
}

/** Reasons that the screen of the phone number does away with. */
export const mendedByPhone = ({ state, reason, explanation }: Sharing): boolean =>
  (state === "not-shared" && (reason === "no_phone" || reason === "phone_unverified" || reason === "guardian_access_ended")) || (state === "failed" && explanation?.nextStep === "verify-phone");

export const phoneButton = ({ reason }: Sharing): TextKey => (reason === "no_phone" ? "clinic.share.enter-phone" : "clinic.share.verify-phone");
