import { call } from "../../api/client";
import type { SharedRecord } from "../../records/content";
import * as urls from "../../urls";
import type { Common } from "./views";
import type { Inside } from "./state";

/** A number of bytes as people say it: one digit behind the point below 10 MB. */
export function sizeOf(bytes: number): string {
  const kilo = bytes / 1024;
  return kilo < 1000 ? `${Math.max(1, Math.round(kilo))} kB` : `${(kilo / 1024).toFixed(kilo < 10_240 ? 1 : 0)} MB`;
}

/** The files of a record, each with a button that downloads it. */
export function Attachments({ files, words, busy, actions }: Pick<Common, "words" | "busy"> & { actions: Pick<Common["actions"], "download">; files: NonNullable<SharedRecord["attachments"]> }) {
  return (
    <section className="part screen">
      <h3>{words.t("files.title")}</h3>
      <ul className="medicines">
        {files.map(({ id, name, size }) => (
          <li key={id}>
            <bdi>{name}</bdi> <small>{sizeOf(size)}</small>
            <button type="button" aria-disabled={busy} aria-label={words.t("files.downloadNamed", { name })} onClick={() => actions.download(id)}>
              {words.t("files.download")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Asks for an address and follows it at once: it works for a minute and a half, and only as a download. */
export async function download(page: Inside, id: string): Promise<void> {
  const answer = await call("post", urls.sharedFile.replace("{fileId}", id) as typeof urls.sharedFile);
  if (answer.ok) location.assign(answer.data.url);
  // Its record was taken back since it was read.
  else if (answer.status === 404) await page.reopen();
  else await page.fail(answer);
}
