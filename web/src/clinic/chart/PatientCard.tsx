import type { ComponentType } from "react";
import { Section } from "../../records/Section";
import type { SharedRecord } from "../../records/content";
import { formatDate } from "../../shared/format";
import type { Words } from "../../shared/words";
import { readableSize } from "./file-size";
import type { Preview } from "./queries";
import "./records.css";

export type PatientView = ComponentType<{ content: never; words: Words }>;

/**
 * A record as the page of a share link shows it (web/src/patient/share/views.tsx): the same words and the
 * same view, in the patient's language. Nothing in it can be pressed.
 */
export function PatientCard({ record, practice, view: View, words }: { record: SharedRecord; practice: Preview["practice"]; view: PatientView; words: Words }) {
  const { t, language } = words;
  const { id, type, content, withdrawn, corrected, effectiveAt, authorName, attachments } = record;
  return (
    <article className="rec-card" aria-labelledby={`preview-${id}`} lang={language}>
      <header>
        <h2 id={`preview-${id}`}>{t(`type.${type}`)}</h2>
        <p className="quiet">
          {formatDate(language, effectiveAt)}
          {authorName && " · " + t("record.by", { author: authorName })}
        </p>
      </header>
      {corrected && (
        <p className="note">
          <span className="badge">{t("rare.corrected")}</span> {t("rare.correctedHint")}
        </p>
      )}
      {content && !withdrawn ? <View content={content as never} words={words} /> : <Section title={t("withdrawn.title")} lines={[[t("withdrawn.text", { practice: practice.name })]]} />}
      {attachments && attachments.length > 0 && (
        <section className="part screen">
          <h3>{t("files.title")}</h3>
          <ul className="medicines">
            {attachments.map(({ id: fileId, name, size }) => (
              <li key={fileId}>
                <bdi>{name}</bdi> <small>{readableSize(size)}</small>
                <span className="press">{t("files.download")}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </article>
  );
}
