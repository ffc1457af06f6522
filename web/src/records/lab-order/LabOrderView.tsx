import { formatDate, formatDay, formatNumber } from "../../shared/format";
import { formatRupees } from "../../shared/money";
import type { Words } from "../../shared/words";
import type { LabOrder, LabResult, LabTest } from "../content";
import { Section } from "../Section";

/** A UCUM unit as laboratories print it: "10*3/uL" is "×10³/µL". Ratios have none. */
export function printedUnit(unit = ""): string {
  return unit
    .replace(/\{[^}]*\}|^1$/g, "")
    .replace(/10\*(\d)/, (_, power: string) => "×10" + ("⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(power)] ?? ""))
    .replace(/(^|\/)u(?=[a-zA-Z])/g, "$1µ")
    .replace(/\[i?[uU]\]/g, "IU");
}

function range({ referenceLow: low, referenceHigh: high }: LabResult, { t, language }: Words): string | undefined {
  const n = (value: number) => formatNumber(language, value);
  if (low !== undefined && high !== undefined) return t("lab.range", { low: n(low), high: n(high) });
  if (low !== undefined) return t("lab.atLeast", { low: n(low) });
  return high === undefined ? undefined : t("lab.atMost", { high: n(high) });
}

function Result({ test, words }: { test: LabTest & { result: LabResult }; words: Words }) {
  const { t, language } = words;
  const { result } = test;
  const usual = range(result, words);
  return (
    <li className="medicine">
      <h3>
        {test.name}
        {test.panel && <small>{test.panel}</small>}
      </h3>
      {result.value === undefined ? (
        <p className="said">{result.text}</p>
      ) : (
        <p>
          <b>{formatNumber(language, result.value)}</b> {printedUnit(result.unit)}
        </p>
      )}
      {(result.flag || usual) && <p className="how">{t(`lab.flag.${result.flag ?? "none"}`)}</p>}
      {usual && <p className="quiet">{usual}</p>}
      <p className="quiet">{t("lab.reported", { date: formatDate(language, result.reportedAt) })}</p>
    </li>
  );
}

/** Tests that were ordered, and what was found, as a patient reads it. */
export function View({ content, words }: { content: LabOrder; words: Words }) {
  const { t, language } = words;
  const { status, priority, tests, orderedBy, orderDate, labName, accession, cost } = content;
  const done = tests.filter((test): test is LabTest & { result: LabResult } => !!test.result);
  const open = status === "revoked" ? [] : tests.filter((test) => !test.result);
  const lab = [labName, accession && t("lab.accession", { number: accession })].filter(Boolean);
  return (
    <>
      {status === "revoked" && <p className="note">{t("lab.revoked")}</p>}
      {open.length > 0 && (
        <>
          {priority !== "routine" && <p className="how">{t(`lab.${priority}`)}</p>}
          <Section
            title={t(done.length ? "lab.waiting" : "lab.todo")}
            lines={open.map((test) => [test.name, test.panel, test.specimen?.text, test.fasting && t("lab.fasting"), test.instructions])}
          />
        </>
      )}
      {done.length > 0 && (
        <>
          <ul className="medicines">
            {done.map((test, i) => (
              <Result key={i} test={test} words={words} />
            ))}
          </ul>
          <p className="note">{t("lab.ask")}</p>
        </>
      )}
      {lab.length > 0 && <Section title={t("lab.where")} lines={[lab]} />}
      {cost !== undefined && <Section title={t("lab.cost")} lines={[[formatRupees(language, cost)]]} />}
      {orderedBy && <Section title={t("lab.orderedBy")} lines={[[orderedBy.name, orderedBy.qualifications, orderDate && formatDay(language, orderDate)]]} />}
    </>
  );
}
