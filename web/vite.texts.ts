import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/**
 * Which parts of a language file are loaded together, by the first word of a key. A patient on
 * slow mobile data gets only the texts of the records that are there.
 */
export const parts: Record<string, readonly string[]> = {
  core: ["link", "code", "wait", "error", "records", "record", "foot"],
  more: ["missing", "expired", "withdrawn", "locked", "contact", "notMe", "messages", "actions", "finished", "app", "files", "rare", "paper"],
  history: ["history"],
  entry: ["entry"],
  "vital-signs": ["vital", "unit", "site", "position", "arm", "oxygen", "glucose"],
  "clinical-note": ["note", "visit", "severity", "certainty", "followUp", "period"],
  file: ["file"],
  prescription: ["slot", "timing", "medicine", "route", "form", "dose", "prescription", "certainty", "followUp", "period"],
  "treatment-plan": ["plan", "step", "tooth"],
  "lab-order": ["lab"],
  "immunisation-plan": ["immunisation", "schedule", "exempt", "notDone", "vaccine", "disease"],
  "lens-prescription": ["lens", "product", "lensType", "eye", "base", "sight", "replacement"],
  invoice: ["invoice"],
  payment: ["payment"],
  "growth-chart": ["growth", "period"],
  call: ["call", "wait"],
  portal: ["portal", "wait"],
  "portal-chart": ["chart", "find", "sheets", "keep", "app", "paper", "type", "files"],
  "portal-messages": ["talk", "attach"],
  "portal-mine": ["mine", "attach"],
  "portal-choices": ["choices"],
  "portal-account": ["account"],
};

/** The parts that belong to a type of record. */
export const recordParts: readonly string[] = Object.keys(parts).filter((part) => !/^(core|more|history|entry|call|portal.*)$/.test(part));

/** What the clinic's client loads with the first page of a chart: half of its texts. */
const ofTheChart = ["chart", "editor", "form", "record", "share", "reason", "trends", "preview"].map((area) => `clinic.${area}`);

/** The parts that the clinic's own pages load besides. */
export const staffParts: Record<string, readonly string[]> = {
  "clinic-call": ["clinicCall"],
  clinic: ["clinic", "type", "paper"],
  // With what a share link's page says of a record: for the preview.
  "clinic-chart": [...ofTheChart, "staff", "files", "record", "rare", "withdrawn", ...new Set(recordParts.flatMap((part) => parts[part] ?? []))],
};

/** The first words of the texts that only the clinic's own pages show: `staff.<type>.…`, `clinic.<page>.…`. No patient loads them. */
export const staffOnly: readonly string[] = ["staff", "clinicCall", "clinic"];

export const languages = ["en", "hi"] as const;

export function readTexts(language: string): Record<string, string> {
  const file = new URL(`./locales/${language}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
}

const begins = (key: string, words: readonly string[]) => words.some((word) => key === word || key.startsWith(`${word}.`));

/** Whether a text is in a part. What a type of record is called comes with its part: a patient seldom gets more than two. */
export const isIn = (part: string, key: string): boolean =>
  key === `type.${part}` || (begins(key, parts[part] ?? staffParts[part] ?? []) && !(part === "clinic" && begins(key, ofTheChart)));

function moduleOf(language: string, part: string): string {
  const chosen = Object.entries(readTexts(language)).filter(([key]) => isIn(part, key));
  return `export const texts=${JSON.stringify(Object.fromEntries(chosen))};`;
}

/**
 * Makes a small module of each of these parts in each language, and fills `%language:key%` in the
 * HTML entries. All parts carry one hash in their names, so that their addresses can be composed:
 * a table of ten hashed names would cost a patient half a kilobyte.
 */
export function texts(chosen: readonly string[]): Plugin {
  const served = "/@texts/";
  let building = false;
  const modules = () => languages.flatMap((language) => chosen.map((part) => ({ name: `${language}-${part}`, code: moduleOf(language, part) })));
  const hash = () => createHash("sha256").update(JSON.stringify(modules())).digest("hex").slice(0, 8);
  return {
    name: "chartshare-texts",
    configResolved(config) {
      building = config.command === "build";
    },
    transform(code, id) {
      if (!id.endsWith("/shared/load-texts.ts")) return undefined;
      const address = building ? `\`./\${language}-\${part}.${hash()}.js\`` : `\`${served}\${language}-\${part}.js\``;
      return { code: code.replace("textsUrl(language, part)", address), map: null };
    },
    generateBundle() {
      const one = hash();
      for (const { name, code } of modules()) this.emitFile({ type: "asset", fileName: `assets/${name}.${one}.js`, source: code });
    },
    configureServer(server) {
      server.middlewares.use(served, (request, response, next) => {
        const wanted = modules().find(({ name }) => request.url?.startsWith(`/${name}.js`));
        if (!wanted) return next();
        response.setHeader("Content-Type", "text/javascript");
        response.end(wanted.code);
      });
    },
    transformIndexHtml: (html) =>
      html.replace(/%(\w+):([\w.]+)%/g, (_, language: string, key: string) => {
        const text = readTexts(language)[key];
        if (text === undefined) throw new Error(`${language}.json has no ${key}`);
        return text;
      }),
  };
}
