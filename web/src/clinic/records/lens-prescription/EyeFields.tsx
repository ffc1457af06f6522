import { Text, TextInput } from "@mantine/core";
import { formatPower, sphericalEquivalent, transposed } from "../../../shared/refraction";
import type { EyeLens, LensPrescription } from "../../../records/content";
import { useWords } from "../../words/words";
import { alteredOrNone } from "../parts/altered";
import { Fold } from "../parts/Fold";
import { Choice, NumberField } from "../parts/inputs";
import { TypedInput, type TypedInputProps } from "../parts/TypedInput";
import classes from "../parts/parts.module.css";
import type { Notes } from "../form";
import { AcuityFields } from "./AcuityFields";
import { readAxis, readPower, showPower, stepAxis, stepPower } from "./dioptres";
import { DistanceFields } from "./DistanceFields";
import { PrismFields } from "./PrismFields";

/** An eye's lens as it is being written: any part of it may be missing. */
export type Eye = Partial<EyeLens>;

interface EyeFieldsProps {
  side: "right" | "left";
  eye: Eye;
  /** Nothing for an eye without a lens. */
  change(next: Eye | undefined): void;
  of: Pick<Partial<LensPrescription>, "product" | "lensType">;
  notes: Notes;
}

const replacements = ["daily", "fortnightly", "monthly", "quarterly", "yearly"] as const;

function PowerInput({ from, to, ...props }: Omit<TypedInputProps<number>, "show" | "read" | "hint" | "step"> & { from?: number; to?: number }) {
  const { t } = useWords();
  return <TypedInput inputMode="text" show={showPower} read={readPower} hint={t("clinic.form.lens.notPower")} step={(value, by) => stepPower(value, by, { ...(from !== undefined && { from }), ...(to !== undefined && { to }) })} rightSection={<Text span size="sm" c="dimmed" aria-hidden>D</Text>} {...props} />;
}

/** The lens of one eye. */
export function EyeFields({ side, eye, change, of, notes }: EyeFieldsProps) {
  const { t } = useWords();
  const set = (parts: { readonly [K in keyof Eye]?: Eye[K] | undefined }) => change(alteredOrNone(eye, parts));
  const at = (field: string) => notes.at(`${side}.${field}`);
  const within = (...fields: readonly (keyof EyeLens)[]) => fields.some((field) => eye[field] !== undefined || notes.within(`${side}.${field}`));
  const contact = of.product === "contact" || eye.baseCurve !== undefined || eye.diameter !== undefined || !!eye.brand || !!eye.replacement;
  const other = eye.sphere !== undefined && !!eye.cylinder && eye.axis ? transposed({ sphere: eye.sphere, cylinder: eye.cylinder, axis: eye.axis }) : undefined;
  return (
    <fieldset className={`${classes.part} ${classes.line}`}>
      <legend>{t(`clinic.form.lens.eye.${side}`)}</legend>
      <div className={classes.row}>
        <PowerInput label={t("clinic.form.lens.sphere")} value={eye.sphere} change={(sphere) => set({ sphere })} {...notes.at(`${side}.sphere`, side)} />
        <PowerInput label={t("clinic.form.lens.cylinder")} from={-12} to={12} value={eye.cylinder} change={(cylinder) => set({ cylinder })} {...at("cylinder")} />
        <TypedInput
          label={t("clinic.form.lens.axis")}
          inputMode="numeric"
          value={eye.axis}
          change={(axis) => set({ axis })}
          show={String}
          read={readAxis}
          hint={t("clinic.form.lens.notAxis")}
          step={stepAxis}
          rightSection={<Text span size="sm" c="dimmed" aria-hidden>°</Text>}
          {...at("axis")}
        />
        {(of.lensType !== "single" || eye.add !== undefined) && <PowerInput label={t("clinic.form.lens.add")} from={0.25} to={5} value={eye.add} change={(add) => set({ add })} {...at("add")} />}
      </div>
      {other && (
        <Text size="sm" c="dimmed">
          {t("clinic.form.lens.same", { sphere: formatPower(other.sphere), cylinder: formatPower(other.cylinder ?? 0), axis: other.axis ?? 0, equivalent: formatPower(sphericalEquivalent(other), 3) })}
        </Text>
      )}
      {contact && (
        <div className={classes.row}>
          <NumberField label={t("clinic.form.lens.baseCurve")} places={2} unit="mm" by={0.1} value={eye.baseCurve} change={(baseCurve) => set({ baseCurve })} {...at("baseCurve")} />
          <NumberField label={t("clinic.form.lens.diameter")} places={1} unit="mm" by={0.1} value={eye.diameter} change={(diameter) => set({ diameter })} {...at("diameter")} />
          <TextInput label={t("clinic.form.lens.brand")} value={eye.brand ?? ""} onChange={({ currentTarget }) => set({ brand: currentTarget.value })} {...at("brand")} />
          <Choice label={t("clinic.form.lens.replacement")} value={eye.replacement} change={(replacement) => set({ replacement })} options={replacements.map((one) => [one, t(`replacement.${one}`)])} empty="–" {...at("replacement")} />
        </div>
      )}
      <Fold title={t("clinic.form.lens.eyeMore")} filled={within("prism", "pupillaryDistance", "uncorrected", "corrected")}>
        <PrismFields prisms={eye.prism ?? []} change={(prism) => set({ prism })} path={`${side}.prism`} notes={notes} />
        <DistanceFields label={t("clinic.form.lens.monocular")} distance={eye.pupillaryDistance} change={(pupillaryDistance) => set({ pupillaryDistance })} path={`${side}.pupillaryDistance`} notes={notes} />
        {(["uncorrected", "corrected"] as const).map((which) => (
          <AcuityFields key={which} label={t(`clinic.form.lens.${which}`)} acuity={eye[which]} change={(next) => set({ [which]: next })} path={`${side}.${which}`} notes={notes} />
        ))}
      </Fold>
    </fieldset>
  );
}
