import type { Words } from "../../shared/words";
import type { VitalSigns } from "../content";
import { View } from "./VitalSignsView";

/** Vital signs as the clinic's staff reads them. */
export function StaffView({ content, words }: { content: VitalSigns; words: Words }) {
  return <View content={content} words={words} />;
}
