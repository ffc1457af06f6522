import { encode } from "uqr";
import classes from "./QrCode.module.css";

/** Dark on light in every colour scheme, with the margin that cameras need (ISO/IEC 18004: four modules). */
const margin = 4;

/** A text as a QR code: one path, a square for each dark module. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, data } = encode(text, { border: margin });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg className={classes.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
