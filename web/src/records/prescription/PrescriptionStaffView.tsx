import type { Words } from "../../shared/words";
import type { Prescription } from "../content";
import { View } from "./PrescriptionView";

/** A prescription as the clinic's staff reads it. */
export function StaffView({ content, words }: { content: Prescription; words: Words }) {
  return <View content={content} words={words} />;
}
