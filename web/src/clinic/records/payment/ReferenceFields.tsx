import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../words/words";
import { Choice } from "../parts/inputs";
import classes from "../parts/parts.module.css";
import type { Notes } from "../form";
import { modes, referenceFor, referencesOf, type Mode, type Reference } from "./reference";

interface ReferenceFieldsProps {
  mode: Mode | undefined;
  reference: Reference | undefined;
  change(mode: Mode | undefined, reference: Reference | undefined): void;
  notes: Notes;
}

const digits: readonly (keyof Reference)[] = ["cardLast4", "chequeNumber"];

/** How money changes hands, and how it is found again at the bank. */
export function ReferenceFields({ mode, reference = {}, change, notes }: ReferenceFieldsProps) {
  const { t } = useWords();
  // What was typed for one mode is there again when somebody comes back to it.
  const [kept, setKept] = useState<Reference>({});
  const all = { ...kept, ...reference };
  return (
    <div className={classes.row}>
      <Choice
        label={t("clinic.form.payment.mode")}
        value={mode}
        change={(next) => {
          setKept(all);
          change(next, referenceFor(next, all));
        }}
        options={modes.map((one) => [one, t(`clinic.form.payment.by.${one}`)])}
        {...notes.at("mode")}
      />
      {(mode ? referencesOf[mode] : []).map((name) => (
        <TextInput
          key={name}
          label={t(`clinic.form.payment.ref.${name}`)}
          autoComplete="off"
          {...(digits.includes(name) && { inputMode: "numeric" as const })}
          {...(name === "upiId" && { placeholder: "name@bank", inputMode: "email" as const })}
          value={reference[name] ?? ""}
          onChange={({ currentTarget: { value } }) => {
            const next = name === "utr" ? value.toUpperCase().replace(/\s/g, "") : name === "upiId" || digits.includes(name) ? value.trim() : value;
            setKept({ ...all, [name]: next });
            change(mode, referenceFor(mode, { ...reference, [name]: next }));
          }}
          {...notes.at(`reference.${name}`)}
        />
      ))}
    </div>
  );
}
