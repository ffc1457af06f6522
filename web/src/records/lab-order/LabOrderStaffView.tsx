import { formatDate, formatTime } from "../../shared/format";
import type { Words } from "../../shared/words";
import { codeText } from "../Codes";
import type { LabOrder, LabTest } from "../content";
import { type Line, Section } from "../Section";
import { printedUnit, View } from "./LabOrderView";

const code = (coding: LabTest["loinc"]) => coding && codeText(coding);

/** A laboratory order as the clinic's staff reads it: with codes, flags, units and the note for the laboratory. */
export function StaffView({ content, words }: { content: LabOrder; words: Words }) {
  const { t, language } = words;
  const { status, priority, orderedBy, clinicalNote } = content;
  const line = ({ name, loinc, snomed, specimen, result }: LabTest): Line => [
    name,
    code(loinc),
    code(snomed),
    specimen?.coding && `${specimen.text}: ${code(specimen.coding)}`,
    result && [result.value ?? result.text, printedUnit(result.unit), result.flag].filter((part) => part !== undefined).join(" "),
    result && `${formatDate(language, result.reportedAt)}, ${formatTime(language, result.reportedAt)}`,
    result?.attachment && t("staff.lab-order.report", { id: result.attachment }),
  ];
  return (
    <>
      <View content={content} words={words} />
      <Section title={t("staff.lab-order.order")} lines={[[t(`staff.lab-order.${status}`), t(`staff.lab-order.${priority}`), orderedBy?.councilRegistrationNumber]]} />
      <Section title={t("staff.lab-order.tests")} lines={content.tests.map(line)} />
      {clinicalNote && <Section title={t("staff.lab-order.note")} lines={[[clinicalNote]]} />}
    </>
  );
}
