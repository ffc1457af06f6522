import type { TextKey, Words } from "../../shared/words";
import { Codes } from "../Codes";
import type { VitalSigns } from "../content";
import { rows, View } from "./VitalSignsView";

/** The LOINC codes under which the values are kept (internal/clinic/measurement.go). */
const codes: Partial<Record<TextKey, string>> = {
  "vital.temperature": "8310-5",
  "vital.pulse": "8867-4",
  "vital.respiratoryRate": "9279-1",
  "vital.oxygenSaturation": "2708-6",
  "vital.bloodPressure": "85354-9",
  "vital.weight": "29463-7",
  "vital.height": "8302-2",
  "vital.length": "8306-3",
  "vital.bmi": "39156-5",
  "vital.headCircumference": "9843-4",
  "vital.midUpperArmCircumference": "56072-2",
  "vital.waistCircumference": "8280-0",
  "vital.neckCircumference": "56074-8",
  "vital.glucose": "2339-0",
  "vital.pain": "72514-3",
};

const fastingGlucose = "1558-6";

/** Vital signs as the clinic's staff reads them: with the code of each value. */
export function StaffView({ content, words }: { content: VitalSigns; words: Words }) {
  const coded = rows(content, words).map(({ name }) => {
    const code = name === "vital.glucose" && content.glucose?.timing === "fasting" ? fastingGlucose : codes[name];
    return { text: words.t(name), ...(code && { coding: { system: "loinc" as const, code } }) };
  });
  return (
    <>
      <View content={content} words={words} />
      <Codes coded={coded} words={words} />
    </>
  );
}
