import { createTheme, type CSSVariablesResolver, type MantineThemeOverride } from "@mantine/core";

/** The green of the patient's page, from light to dark. */
const brand = ["#e6f5f1", "#cfe9e2", "#a0d3c6", "#6dbca9", "#44a890", "#2a9c81", "#0f7d68", "#0a6655", "#075244", "#033d32"] as const;

/** Colours and measures. The build reads them, too, and makes a style sheet of them. */
export const theme: MantineThemeOverride = createTheme({
  primaryColor: "brand",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  colors: { brand },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Devanagari", sans-serif',
});

const colours = ["brand", "gray", "red", "pink", "grape", "violet", "indigo", "blue", "cyan", "teal", "green", "lime", "yellow", "orange"];

const redButton = { "--mantine-color-red-filled": "#b32525", "--mantine-color-red-filled-hover": "#971f1f" };

/** Mantine's own light badges, red buttons, dimmed texts and errors have too little contrast for WCAG 2.2 AA. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...redButton,
    "--mantine-color-dimmed": "#4a5d57",
    "--mantine-color-placeholder": "#5b6b66",
    "--mantine-color-error": "#a3231c",
    "--mantine-color-body": "#fbfdfc",
    "--mantine-color-anchor": "#0a6655",
    ...Object.fromEntries(colours.flatMap((c) => [[`--mantine-color-${c}-light-color`, `color-mix(in srgb, var(--mantine-color-${c}-9), #000 25%)`], [`--mantine-color-${c}-text`, `color-mix(in srgb, var(--mantine-color-${c}-9), #000 15%)`], [`--mantine-color-${c}-outline`, `color-mix(in srgb, var(--mantine-color-${c}-9), #000 15%)`]])),
  },
  dark: {
    ...redButton,
    "--mantine-color-dimmed": "#a5b8b1",
    "--mantine-color-placeholder": "#9db0a9",
    "--mantine-color-error": "#ff9d94",
    "--mantine-color-anchor": "#6dbca9",
    ...Object.fromEntries(colours.flatMap((c) => [[`--mantine-color-${c}-light-color`, `var(--mantine-color-${c}-2)`], [`--mantine-color-${c}-text`, `var(--mantine-color-${c}-3)`], [`--mantine-color-${c}-outline`, `var(--mantine-color-${c}-3)`]])),
  },
});
