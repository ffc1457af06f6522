import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/**
 * Which parts of a language file are loaded together, by the first word of a key. A patient on
 * slow mobile data gets only the texts of the records that are there.
 */
export const parts: Record<string, readonly string[]> = {
  core: ["language", "page", "link", "code", "wait", "error", "records", "record", "type", "foot"],
  more: ["home", "missing", "expired", "withdrawn", "locked", "contact", "notMe", "messages", "actions", "finished", "app"],
  "vital-signs": ["vital", "unit", "site", "position", "arm", "oxygen", "glucose"],
  "clinical-note": ["note", "visit", "severity", "certainty", "followUp", "period"],
  prescription: ["slot", "timing", "medicine", "route", "form", "dose", "prescription", "certainty", "followUp", "period"],
};

export const languages = ["en", "hi"] as const;

export function readTexts(language: string): Record<string, string> {
  const file = new URL(`./locales/${language}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
}

/** Serves `virtual:texts/<language>/<part>` and fills `%language:key%` in the HTML entries. */
export function texts(): Plugin {
  const prefix = "virtual:texts/";
  return {
    name: "chartshare-texts",
    resolveId: (id) => (id.startsWith(prefix) ? "\0" + id : undefined),
    load(id) {
      if (!id.startsWith("\0" + prefix)) return undefined;
      const [language = "", part = ""] = id.slice(prefix.length + 1).split("/");
      const wanted = parts[part];
      if (!wanted) throw new Error(`no part "${part}" of the texts`);
      const chosen = Object.entries(readTexts(language)).filter(([key]) => wanted.includes(key.split(".")[0] ?? ""));
      return `export const texts = ${JSON.stringify(Object.fromEntries(chosen))};`;
    },
    transformIndexHtml: (html) =>
      html.replace(/%(\w+):([\w.]+)%/g, (_, language: string, key: string) => {
        const text = readTexts(language)[key];
        if (text === undefined) throw new Error(`${language}.json has no ${key}`);
        return text;
      }),
  };
}
