import { Checkbox, Group, Text, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { formatDay } from "../../../shared/format";
import type { GivenDose, ImmunisationPlan, PlannedDose } from "../../../records/content";
import { Loaded } from "../../ui/Loaded";
import { useWords } from "../../words/words";
import { altered } from "../parts/altered";
import { Fold } from "../parts/Fold";
import { Choice, today } from "../parts/inputs";
import { Lines } from "../parts/Lines";
import classes from "../parts/parts.module.css";
import type { ContentFormProps } from "../form";
import { DoseFields } from "./DoseFields";
import { Exemptions, useSeriesName } from "./Exemptions";
import { PlannedDoses } from "./PlannedDoses";
import { forecastQuery, schedulesQuery } from "./queries";
import { givenNow, keptBy, waiting, type Dose } from "./waiting";

/** Choosing the schedule is what saves the first draft, and a plan comes with that. */
export const begin = (): object => ({});

/** The plan as the server computed it last; of a record that was written on another day, as it stands today. */
function usePlan(saved: Readonly<Partial<ImmunisationPlan>> | undefined, patientId: string) {
  const { recordId } = useParams({ strict: false });
  const old = saved?.computedOn !== undefined && saved.computedOn !== today();
  const forecast = useQuery({ ...forecastQuery(patientId, recordId ?? ""), enabled: old && recordId !== undefined });
  return old && forecast.data ? forecast.data : saved;
}

/** Which vaccines a patient had, and which are to come. */
export function Form({ content, change, saved, notes, patient }: ContentFormProps<ImmunisationPlan>) {
  const { t, language } = useWords();
  const schedules = useQuery(schedulesQuery);
  const plan = usePlan(saved, patient.id);
  const seriesName = useSeriesName();
  const [ticked, setTicked] = useState<number>();
  const set = (parts: { readonly [K in keyof ImmunisationPlan]?: ImmunisationPlan[K] | undefined }) =>
    change(altered(content, { ...parts, schedule: undefined, bornOn: undefined, computedOn: undefined, planned: undefined }));
  const given: readonly Dose[] = content.given ?? [];
  // The contract wants what a draft may still lack.
  const setGiven = (next: readonly Dose[]) => set({ given: next as GivenDose[] });
  return (
    <Loaded query={schedules}>
      {({ items, vaccines }) => {
        const schedule = items.find(({ authority }) => authority === content.authority);
        const optional = schedule?.series.filter((one) => one.optional) ?? [];
        const chosen = content.optionalSeries ?? [];
        const tick = ({ vaccine }: PlannedDose, done: boolean) => {
          const route = vaccines.find(({ code }) => code === vaccine)?.route;
          setTicked(given.length);
          setGiven([...given, done ? givenNow(vaccine, route, today()) : { vaccine, status: "not-done", primarySource: true, date: today() }]);
        };
        return (
          <div className={classes.form}>
            <Choice
              maw={480}
              label={t("clinic.form.immunisation.authority")}
              value={content.authority}
              change={(authority) => set({ authority, ...keptBy(items.find((one) => one.authority === authority)?.series ?? [], content) })}
              options={items.map(({ authority }) => [authority, t(`schedule.${authority}`)])}
              {...notes.at("authority")}
            />
            {schedule?.toBeConfirmed && (
              <Text size="sm" c="dimmed">
                {t("staff.immunisation-plan.toBeConfirmed")}
              </Text>
            )}
            {optional.length > 0 && (
              <Checkbox.Group label={t("clinic.form.immunisation.optional")} value={[...chosen]} onChange={(next) => set({ optionalSeries: next })} {...notes.at("optionalSeries", ...chosen.map((_, i) => `optionalSeries.${i}`))}>
                <Group mt={4} gap="lg">
                  {optional.map((one) => (
                    <Checkbox key={one.code} value={one.code} label={seriesName(one)} />
                  ))}
                </Group>
              </Checkbox.Group>
            )}
            <fieldset className={classes.part}>
              <legend>{t("clinic.form.immunisation.now")}</legend>
              {plan?.planned ? (
                <>
                  <PlannedDoses doses={waiting(plan.planned, given, saved?.given ?? [])} tick={tick} />
                  {plan.computedOn && (
                    <Text size="sm" c="dimmed">
                      {t("clinic.form.immunisation.asOf", { date: formatDay(language, plan.computedOn) })}
                    </Text>
                  )}
                </>
              ) : (
                <Text c="dimmed">{t(!patient.dateOfBirth ? "clinic.form.immunisation.noBirth" : content.authority ? "clinic.form.immunisation.computing" : "clinic.form.immunisation.choose")}</Text>
              )}
            </fieldset>
            <fieldset className={classes.part}>
              <legend>{t("clinic.form.immunisation.given")}</legend>
              <Lines
                items={given}
                change={setGiven}
                blank={(): Dose => ({ status: "completed", primarySource: false })}
                add={t("clinic.form.immunisation.addDose")}
                name={(n) => t("clinic.form.immunisation.doseNamed", { n })}
                aside={({ vaccine }) => vaccine && t(`vaccine.${vaccine}`)}
              >
                {(dose, changeDose, i) => <DoseFields dose={dose} change={changeDose} vaccines={vaccines} path={`given.${i}`} notes={notes} patient={patient} ticked={ticked === i} />}
              </Lines>
            </fieldset>
            <Fold title={t("clinic.form.immunisation.exemptions")} filled={(content.exemptions ?? []).length > 0 || notes.within("exemptions")}>
              <Exemptions exemptions={content.exemptions ?? []} change={(next) => set({ exemptions: next })} series={schedule?.series ?? []} notes={notes} />
            </Fold>
            <Textarea label={t("clinic.form.immunisation.remark")} autosize minRows={2} value={content.remark ?? ""} onChange={({ currentTarget }) => set({ remark: currentTarget.value })} {...notes.at("remark")} />
          </div>
        );
      }}
    </Loaded>
  );
}
