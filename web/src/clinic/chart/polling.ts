import type { ChartRecord } from "./queries";

const second = 1000;
const minute = 60 * second;

/** How long we look out for something that comes soon or not at all. */
const soon = 5 * minute;
/** A patient who opens a message at once does so within minutes; later the page is loaded anew anyway. */
const opening = 10 * minute;

/**
 * In how many milliseconds to ask again how far these records have come; false if nothing is expected. Each
 * question is written to the patient's history as a reading, so none is asked for the sake of asking.
 */
export function pollAfter(records: readonly Pick<ChartRecord, "recordedAt" | "sharing">[], now: number): number | false {
  const waits = records.flatMap(({ recordedAt, sharing }) => {
    switch (sharing?.state) {
      case "deciding":
      case "sending":
        return now - Date.parse(sharing.decidedAt ?? recordedAt) < soon ? [2 * second] : [30 * second];
      case "sent":
      case "delivered":
        return sharing.sentAt && now - Date.parse(sharing.sentAt) < opening ? [10 * second] : [];
      default:
        return [];
    }
  });
  return waits.length > 0 ? Math.min(...waits) : false;
}
