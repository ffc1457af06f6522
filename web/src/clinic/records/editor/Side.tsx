import { Checkbox, Text, Textarea } from "@mantine/core";
import type { RefObject } from "react";
import type { RecordType } from "../../../records/content";
import { may, useSession } from "../../app/session";
import { useWords } from "../../words/words";
import type { Patient } from "../form";
import { Fold } from "../parts/Fold";
import { MomentInput } from "../parts/MomentInput";
import classes from "./Editor.module.css";
import type { FieldNotes } from "./notes";
import { PatientEmail, type Unsaved } from "./PatientEmail";
import { ShareBox } from "./ShareBox";
import type { Writing } from "./writing";

interface SideProps {
  type: RecordType;
  amends: boolean;
  writing: Writing;
  edit: (part: Partial<Writing>) => void;
  patient: Patient;
  notes: FieldNotes;
  /** How the share box stands. */
  ticked: boolean;
  /** Where the e-mail puts how to save it, while it is typed and not saved. */
  unsaved: RefObject<Unsaved | undefined>;
}

/** What stands beside every form: whether the patient gets it, and of when it is. */
export function Side({ type, amends, writing, edit, patient, notes, ticked, unsaved }: SideProps) {
  const { t } = useWords();
  const { role } = useSession();
  const { hold, effectiveAt } = writing;
  return (
    <aside className={classes.side} aria-label={t("clinic.editor.side")}>
      <ShareBox type={type} amends={amends} patient={patient} box={writing.shareBox} ticked={ticked} change={(shareBox) => edit({ shareBox })} />
      {may.treat(role) && !amends && (
        <Fold title={t("clinic.editor.hold.title")} filled={!!hold || notes.within("hold")}>
          <Checkbox label={t("clinic.editor.hold.box")} checked={!!hold} onChange={({ currentTarget }) => edit({ hold: currentTarget.checked ? { reason: "" } : undefined })} />
          {hold && (
            <>
              <Textarea label={t("clinic.editor.hold.reason")} description={t("clinic.editor.hold.reasonHint")} autosize maxLength={500} value={hold.reason} onChange={({ currentTarget }) => edit({ hold: { ...hold, reason: currentTarget.value } })} {...notes.at("hold.reason")} />
              <MomentInput label={t("clinic.editor.hold.until")} description={t("clinic.editor.hold.untilHint")} value={hold.releaseAt} change={(releaseAt) => edit({ hold: { reason: hold.reason, ...(releaseAt && { releaseAt }) } })} {...notes.at("hold.releaseAt")} />
            </>
          )}
        </Fold>
      )}
      <Fold title={t("clinic.editor.when.title")} filled={!!effectiveAt || notes.within("effectiveAt")}>
        <MomentInput label={t("clinic.editor.when.label")} description={t("clinic.editor.when.hint")} value={effectiveAt} change={(next) => edit({ effectiveAt: next })} {...notes.at("effectiveAt")} />
      </Fold>
      {type === "clinical-note" && <PatientEmail patient={patient} unsaved={unsaved} />}
      <Text size="xs" c="dimmed" className="for-keys">
        {t("clinic.editor.keys")}
      </Text>
    </aside>
  );
}
