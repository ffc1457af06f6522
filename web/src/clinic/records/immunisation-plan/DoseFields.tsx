import { TextInput, Textarea } from "@mantine/core";
import type { components } from "../../../api/schema";
import { useWords } from "../../words/words";
import { altered } from "../parts/altered";
import { Fold } from "../parts/Fold";
import { Choice, DayInput, NumberField, today } from "../parts/inputs";
import classes from "../parts/parts.module.css";
import type { Notes, Patient } from "../form";
import type { Dose } from "./waiting";

type Vaccine = components["schemas"]["Vaccine"];

interface DoseFieldsProps {
  dose: Dose;
  change(next: Dose): void;
  vaccines: readonly Vaccine[];
  path: string;
  notes: Notes;
  patient: Patient;
  /** It was ticked just now: what is written next is its batch. */
  ticked: boolean;
}

const happened = ["here", "elsewhere", "not-done"] as const;
const reasons = ["medical-precaution", "out-of-stock", "refused", "immune"] as const;
const sites = ["left-thigh", "right-thigh", "left-upper-arm", "right-upper-arm", "mouth"] as const;
const routes = ["intramuscular", "subcutaneous", "intradermal", "oral", "nasal"] as const;

/** What only a dose that was given has. */
const traces = { lotNumber: undefined, expiresOn: undefined, site: undefined, route: undefined, doseMillilitres: undefined, reaction: undefined } as const;

/** A dose that was given, here or elsewhere, or that was planned and not done. */
export function DoseFields({ dose, change, vaccines, path, notes, patient, ticked }: DoseFieldsProps) {
  const { t } = useWords();
  const set = (parts: { readonly [K in keyof Dose]?: Dose[K] | undefined }) => change(altered(dose, { ...parts, codings: undefined }));
  const at = (field: keyof Dose) => notes.at(`${path}.${field}`);
  const notDone = dose.status === "not-done";
  const how = notDone ? "not-done" : dose.primarySource ? "here" : "elsewhere";
  const within = (...fields: readonly (keyof Dose)[]) => fields.some((field) => dose[field] !== undefined || notes.within(`${path}.${field}`));
  return (
    <>
      <div className={classes.row}>
        <Choice
          className={classes.wide ?? ""}
          label={t("clinic.form.immunisation.vaccine")}
          value={dose.vaccine}
          change={(vaccine) => set({ vaccine, name: undefined, route: notDone ? undefined : vaccines.find(({ code }) => code === vaccine)?.route })}
          options={vaccines.map(({ code }) => [code, t(`vaccine.${code}`)])}
          {...notes.at(path, `${path}.vaccine`)}
        />
        {dose.vaccine === "other" && <TextInput label={t("clinic.form.immunisation.name")} value={dose.name ?? ""} onChange={({ currentTarget }) => set({ name: currentTarget.value })} {...at("name")} />}
        <Choice
          label={t("clinic.form.immunisation.how")}
          value={how}
          change={(next = "elsewhere") => set(next === "not-done" ? { status: "not-done", primarySource: true, ...traces } : { status: "completed", primarySource: next === "here", reason: undefined })}
          options={happened.map((one) => [one, t(`clinic.form.immunisation.was.${one}`)])}
          {...notes.at(`${path}.status`, `${path}.primarySource`)}
        />
        <DayInput label={t("clinic.form.immunisation.date")} value={dose.date} change={(date) => set({ date })} min={patient.dateOfBirth} max={today()} {...at("date")} />
      </div>
      {notDone ? (
        <div className={classes.row}>
          <Choice label={t("clinic.form.immunisation.reason")} value={dose.reason} change={(reason) => set({ reason })} options={reasons.map((one) => [one, t(`notDone.${one}`)])} {...at("reason")} autoFocus={ticked} />
        </div>
      ) : (
        <div className={classes.row}>
          <TextInput label={t("clinic.form.immunisation.lot")} autoComplete="off" autoFocus={ticked} value={dose.lotNumber ?? ""} onChange={({ currentTarget }) => set({ lotNumber: currentTarget.value })} {...at("lotNumber")} />
          <DayInput label={t("clinic.form.immunisation.expiresOn")} value={dose.expiresOn} change={(expiresOn) => set({ expiresOn })} {...at("expiresOn")} />
          <Choice label={t("clinic.form.immunisation.site")} value={dose.site} change={(site) => set({ site })} options={sites.map((one) => [one, t(`staff.site.${one}`)])} empty="–" {...at("site")} />
          <TextInput label={t("clinic.form.immunisation.manufacturer")} value={dose.manufacturer ?? ""} onChange={({ currentTarget }) => set({ manufacturer: currentTarget.value })} {...at("manufacturer")} />
        </div>
      )}
      <Fold title={t("clinic.form.immunisation.doseMore")} filled={within("brand", "performer", "doseMillilitres", "reaction", "note") || notes.within(`${path}.route`)}>
        <div className={classes.row}>
          <TextInput label={t("clinic.form.immunisation.brand")} value={dose.brand ?? ""} onChange={({ currentTarget }) => set({ brand: currentTarget.value })} {...at("brand")} />
          {!notDone && (
            <>
              <Choice label={t("clinic.form.immunisation.route")} value={dose.route} change={(route) => set({ route })} options={routes.map((one) => [one, t(`staff.route.${one}`)])} empty="–" {...at("route")} />
              <NumberField label={t("clinic.form.immunisation.volume")} places={2} unit="mL" by={0.05} value={dose.doseMillilitres} change={(doseMillilitres) => set({ doseMillilitres })} {...at("doseMillilitres")} />
              <TextInput label={t("clinic.form.immunisation.performer")} value={dose.performer ?? ""} onChange={({ currentTarget }) => set({ performer: currentTarget.value })} {...at("performer")} />
            </>
          )}
        </div>
        {!notDone && <Textarea label={t("clinic.form.immunisation.reaction")} autosize minRows={1} value={dose.reaction ?? ""} onChange={({ currentTarget }) => set({ reaction: currentTarget.value })} {...at("reaction")} />}
        <Textarea label={t("clinic.form.immunisation.note")} autosize minRows={1} value={dose.note ?? ""} onChange={({ currentTarget }) => set({ note: currentTarget.value })} {...at("note")} />
      </Fold>
    </>
  );
}
