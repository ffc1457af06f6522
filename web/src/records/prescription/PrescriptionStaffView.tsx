import { formatNumber } from "../../shared/format";
import type { Words } from "../../shared/words";
import { Codes, codeText } from "../Codes";
import type { Medicine, Prescription } from "../content";
import { Section, type Line } from "../Section";
import { View } from "./PrescriptionView";

/** What the law and the pharmacist ask of one line, and its code. */
function dispensing({ generic, brand, schedule, telemedicineList, substitutionAllowed, frequency, coding }: Medicine, { t }: Words): Line {
  return [
    generic,
    brand,
    schedule ? t(`staff.prescription.schedule.${schedule}`) : t("staff.prescription.scheduleMissing"),
    telemedicineList ? t(`staff.prescription.list.${telemedicineList}`) : t("staff.prescription.listMissing"),
    t(`staff.prescription.substitution.${substitutionAllowed ?? false}`),
    frequency?.pattern,
    coding && codeText(coding),
  ];
}

/** A prescription as the clinic's staff reads it: with how it was made, schedules, lists and codes. */
export function StaffView({ content, words }: { content: Prescription; words: Words }) {
  const { t, language } = words;
  const { consultation, weight, diagnoses = [], medicines, prescriber } = content;
  return (
    <>
      <Section
        title={t("staff.prescription.consultation")}
        lines={[
          [
            t(`staff.prescription.mode.${consultation.mode}`),
            t(`staff.prescription.stage.${consultation.stage}`),
            weight !== undefined && t("staff.prescription.weight", { n: formatNumber(language, weight) }),
          ],
        ]}
      />
      <View content={content} words={words} />
      <Section title={t("staff.prescription.dispensing")} lines={medicines.map((medicine) => dispensing(medicine, words))} />
      <Codes coded={diagnoses} words={words} />
      {!prescriber && <p className="note">{t("staff.prescription.prescriberMissing")}</p>}
    </>
  );
}
