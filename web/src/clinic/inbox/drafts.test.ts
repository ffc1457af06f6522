import { expect, test } from "vitest";
import { anyDraft, changeDraft, draftId, draftOf, dropDraft, readyFiles } from "./drafts";

test("a draft is kept by who writes it and where, and forgotten once it is sent", () => {
  const mine = draftId("me", "patient", "thread");
  changeDraft(mine, { text: "Yes, come at ten." });
  expect(draftOf(mine).text).toBe("Yes, come at ten.");
  expect(draftOf(draftId("colleague", "patient", "thread")).text).toBe("");
  expect(draftOf(draftId("me", "patient", "another")).text).toBe("");
  dropDraft(mine);
  expect([draftOf(mine).text, anyDraft()]).toEqual(["", false]);
});

test("the same text keeps its key, another text is another message", () => {
  const id = draftId("me", "patient", "thread");
  changeDraft(id, { text: "Yes" });
  const { key } = draftOf(id);
  expect(draftOf(id).key).toBe(key);
  changeDraft(id, { text: "Yes, but" });
  expect(draftOf(id).key).not.toBe(key);
  changeDraft(id, { text: "" });
  expect(anyDraft()).toBe(false);
});

test("a message waits for its files", () => {
  const file = { key: "1", name: "a.pdf", percent: 100, fileId: "f1" } as const;
  const draft = { subject: "", text: "x", key: "k", attached: [] };
  expect(readyFiles(draft)).toEqual([]);
  expect(readyFiles({ ...draft, attached: [{ ...file, state: "ready" }] })).toEqual(["f1"]);
  expect(readyFiles({ ...draft, attached: [{ ...file, state: "ready" }, { ...file, key: "2", state: "checking" }] })).toBeUndefined();
});
