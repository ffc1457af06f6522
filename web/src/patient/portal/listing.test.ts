import { afterEach, expect, test, vi } from "vitest";
import { filterOf, readChart } from "./listing";

const nothing = { words: " ", type: "", from: "", to: "" };

test("what was left empty is not looked for", () => {
  expect(filterOf(nothing)).toBeUndefined();
  expect(filterOf({ ...nothing, words: " fever " })).toEqual({ words: "fever" });
  expect(filterOf({ ...nothing, type: "prescription", to: "2026-03-02" })).toEqual({ type: "prescription", to: "2026-03-02" });
});

const entry = { id: "rec_1", type: "prescription", effectiveAt: "2026-03-02T06:30:00Z" };

afterEach(() => void vi.unstubAllGlobals());

function answers(...pages: object[]) {
  const asked: { path: string; body: string | undefined }[] = [];
  vi.stubGlobal("fetch", (path: string, { body }: { body?: string }) => {
    asked.push({ path, body });
    return Promise.resolve(new Response(JSON.stringify(pages[asked.length - 1])));
  });
  return asked;
}

test("pages without anything are passed over, to the end", async () => {
  const asked = answers({ items: [], nextCursor: "a b", unfinished: true }, { items: [entry], nextCursor: "c" });
  expect(await readChart()).toEqual({ ok: true, data: { items: [entry], nextCursor: "c" } });
  expect(asked.map(({ path }) => path)).toEqual(["/api/portal/records", "/api/portal/records?cursor=a%20b"]);
});

test("words that are looked for stand in no address", async () => {
  const asked = answers({ items: [], nextCursor: "a" }, { items: [] });
  expect(await readChart({ words: "fever" })).toEqual({ ok: true, data: { items: [] } });
  expect(asked).toEqual([
    { path: "/api/portal/record-searches", body: '{"words":"fever"}' },
    { path: "/api/portal/record-searches", body: '{"words":"fever","cursor":"a"}' },
  ]);
});
