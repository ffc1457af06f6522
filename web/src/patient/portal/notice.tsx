import type { components } from "../../api/schema";
import { telLink } from "../../shared/phone";
import type { Common } from "./state";

type MessagingNotice = components["schemas"]["MessagingNotice"];

/** The practice takes no messages for now. */
export const Closed = ({ words }: Pick<Common, "words">) => <p className="note">{words.t("talk.closed")}</p>;

const hoursOfDay = 24;

/** What a patient is told before writing: that this is not for emergencies, and when to expect an answer. */
export function Notice({ notice, words }: Pick<Common, "words"> & { notice: MessagingNotice }) {
  const { replyHours: hours, emergencyNumber } = notice;
  const days = hours % hoursOfDay === 0;
  return (
    <>
      <p className="warn">
        <b>{words.t("talk.emergency")}</b> {emergencyNumber ? words.t("talk.emergencyCall") : words.t("talk.emergencyGo")} {emergencyNumber && <a href={telLink(emergencyNumber)}>{emergencyNumber}</a>}
      </p>
      <p className="quiet">{hours === 0 ? words.t("talk.noPromise") : words.count(days ? "talk.promiseDays" : "talk.promiseHours", days ? hours / hoursOfDay : hours)}</p>
    </>
  );
}
