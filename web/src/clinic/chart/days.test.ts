import { expect, test } from "vitest";
import { byDay } from "./days";
import type { ChartRecord } from "./queries";

const at = (id: string, effectiveAt: string) => ({ id, effectiveAt }) as ChartRecord;
const order = (records: ChartRecord[]) => byDay(records, "en").map(({ records }) => records.map(({ id }) => id).join(" "));

test("within a day the newest is first, however many decimals its second is written with", () => {
  expect(order([at("second", "2026-11-22T10:00:01Z"), at("third", "2026-11-22T10:00:01.12Z"), at("last", "2026-11-22T10:00:01.123Z"), at("first", "2026-11-22T10:00:00.9Z")])).toEqual(["last third second first"]);
});

test("the newest day is first, and a day stands once", () => {
  expect(order([at("b", "2026-11-21T06:00:00Z"), at("c", "2026-11-22T06:00:00Z"), at("a", "2026-11-21T05:00:00Z")])).toEqual(["c", "b a"]);
});
