import { useForm } from "@mantine/form";
import { refusalOf } from "../ui/problems";
import { useWords } from "../words/words";
import { readDay } from "./day";
import { isField, type Values } from "./demographics-form";
import type { DemographicsForm } from "./DemographicsFields";

/** A form of demographics: what can be seen to be wrong is said before it is sent, at its field. */
export function useDemographicsForm(initialValues: Values): DemographicsForm {
  const { t } = useWords();
  return useForm<Values>({
    initialValues,
    validate: {
      name: (name) => (name.trim() === "" ? t("clinic.patient.name.missing") : null),
      sex: (sex) => (sex === "" ? t("clinic.patient.sex.missing") : null),
      dateOfBirth: (typed) => {
        const day = readDay(typed);
        if (typed.trim() !== "" && !day) return t("clinic.patient.dateOfBirth.wrong");
        return day && new Date(day + "T00:00Z") > new Date() ? t("clinic.field.in_the_future") : null;
      },
    },
    validateInputOnBlur: ["dateOfBirth"],
  });
}

/** Leads to the first field that something is wrong with. */
export function focusFirst(form: DemographicsForm, errors: Readonly<Record<string, unknown>>): void {
  const [first] = Object.keys(errors);
  if (first) form.getInputNode(first)?.focus();
}

/** Shows a refusal at its fields; what belongs to none of them is returned, to stand above the form. */
export function useRefusal(form: DemographicsForm): (problem: unknown) => string | undefined {
  const words = useWords();
  return (problem) => {
    const { text, at } = refusalOf(words, problem, isField);
    form.setErrors(at);
    focusFirst(form, at);
    return text;
  };
}
