import { sizeOf } from "../share/attachments";
import type { TextKey } from "../../shared/words";
import type { Draft } from "./drafts";
import type { Common, Page } from "./state";
import { accepted, isOver, newUpload, run, type OwnUpload } from "./uploads";

/** Why a file cannot be added, by its code. What we have no words for could not be read. */
const reasons: Readonly<Record<string, TextKey>> = {
  too_large: "attach.why.too_large",
  wrong_type: "attach.why.wrong_type",
  mismatch: "attach.why.wrong_type",
  quota_reached: "attach.why.quota_reached",
  too_many_requests: "attach.why.too_many_requests",
  offline: "attach.why.offline",
  slow: "attach.why.slow",
  unauthenticated: "attach.why.unauthenticated",
  another_chart: "attach.why.unauthenticated",
  wrong_scope: "attach.why.unauthenticated",
  malware: "attach.why.malware",
  encrypted: "attach.why.encrypted",
  changed: "attach.why.changed",
  out_of_range: "attach.why.too_large",
};

/** What has to be said before the files of a draft can go along; undefined if they can. */
export function unready({ uploads }: Draft): TextKey | undefined {
  if (uploads.some(({ state }) => state === "failed")) return "attach.error.failed";
  return uploads.some(({ state }) => state !== "ready") ? "attach.error.wait" : undefined;
}

/** Sends a file; where the session has ended meanwhile, that is said at once, and the file waits in the draft. */
async function begin(page: Page, upload: OwnUpload): Promise<void> {
  await run(upload, () => page.update({}));
  const { code = "" } = upload;
  if (isOver(code)) page.fail({ ok: false, status: code === "unauthenticated" ? 401 : 409, code });
}

export const idsOf = ({ uploads }: Draft): string[] => uploads.flatMap(({ id }) => id ?? []);

function Item({ upload, draft, page, words }: Pick<Common, "page" | "words"> & { upload: OwnUpload; draft: Draft }) {
  const { t } = words;
  const { file, state, part, code = "", again } = upload;
  const redraw = () => page.update({});
  const remove = () => {
    upload.stop.abort();
    draft.uploads = draft.uploads.filter((one) => one !== upload);
    redraw();
    document.getElementById("pick")?.focus();
  };
  const retry = () => void begin(page, upload);
  return (
    <li>
      <span className="name">
        <bdi>{file.name}</bdi> <small>{sizeOf(file.size)}</small>
      </span>
      {state === "sending" && <progress aria-label={t("attach.progress", { name: file.name })} value={part} />}
      <span role="status" className={state === "failed" ? "trouble" : "quiet"}>
        {state === "failed" ? t(reasons[code] ?? "attach.why.damaged") : t(`attach.${state}` as TextKey)}
      </span>
      <div className="row">
        {again && (
          <button type="button" className="plain" aria-label={t("attach.againNamed", { name: file.name })} onClick={retry}>
            {t("attach.again")}
          </button>
        )}
        <button type="button" className="plain" aria-label={t(state === "sending" ? "attach.cancelNamed" : "attach.removeNamed", { name: file.name })} onClick={remove}>
          {t(state === "sending" ? "attach.cancel" : "attach.remove")}
        </button>
      </div>
    </li>
  );
}

/** Files that go along with what is written: chosen, or taken with a phone's camera. */
export function Attach({ draft, most, page, words }: Pick<Common, "page" | "words"> & { draft: Draft; most: number }) {
  const { t } = words;
  const { uploads } = draft;
  const take = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = ""; // the same file may be chosen again
    const fitting = files.slice(0, most - uploads.length).map(newUpload);
    draft.uploads = [...uploads, ...fitting];
    page.update({ trouble: fitting.length < files.length ? { text: "attach.error.many", values: { most } } : undefined });
    for (const upload of fitting) void begin(page, upload);
  };
  const full = uploads.length >= most;
  return (
    <section className="attach" aria-label={t("attach.title")}>
      {uploads.length > 0 && (
        <ul className="uploads">
          {uploads.map((upload) => (
            <Item key={upload.file.name + upload.file.lastModified + upload.file.size} upload={upload} draft={draft} page={page} words={words} />
          ))}
        </ul>
      )}
      <div className="picks">
        <label className="pick" aria-disabled={full}>
          <input id="pick" type="file" multiple accept={accepted} disabled={full} className="unseen" aria-describedby="limits" onChange={({ currentTarget }) => take(currentTarget)} />
          {t("attach.choose")}
        </label>
        <label className="pick camera" aria-disabled={full}>
          <input type="file" accept="image/*" capture="environment" disabled={full} className="unseen" aria-describedby="limits" onChange={({ currentTarget }) => take(currentTarget)} />
          {t("attach.camera")}
        </label>
      </div>
      <p className="quiet" id="limits">
        {t("attach.limits", { most })}
      </p>
    </section>
  );
}
