import type { ChartRecord } from "./queries";

/** Whether somebody holds the record back at this moment. */
export const isHeld = ({ hold }: Pick<ChartRecord, "hold">): boolean => !!hold && (!hold.releaseAt || Date.parse(hold.releaseAt) > Date.now());
