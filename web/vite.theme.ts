import { convertCssVariables, defaultCssVariablesResolver, DEFAULT_THEME, deepMerge, mergeMantineTheme } from "@mantine/core";
import type { Plugin } from "vite";
import { theme, variables } from "./src/clinic/theme.ts";

/**
 * The variables of the clinic's theme as a style sheet: Mantine would write them into a style element
 * as the page starts, which the policy of our pages refuses.
 */
export function themeStyles(): Plugin {
  const name = "virtual:clinic-theme.css";
  return {
    name: "chartshare-theme",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      const merged = mergeMantineTheme(DEFAULT_THEME, theme);
      return convertCssVariables(deepMerge(defaultCssVariablesResolver(merged), variables(merged)), ":root");
    },
  };
}
