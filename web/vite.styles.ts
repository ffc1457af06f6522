import { PurgeCSS } from "purgecss";
import { build, type Plugin } from "vite";

/** Set while {@link usedStyles} builds once to see what the scripts name. */
const looking = "CHARTSHARE_LOOKING";

/** The attributes that a sheet's rules ask for: scripts compose their names ("data-" and "with-border"), so that none is found whole. */
const attributesIn = (sheet: string): string[] => [...new Set(sheet.match(/(?<=\[)[\w-]+/g))];

const words = (code: string): string[] => code.match(/[\w-]+/g) ?? [];

/** The scripts of a build, all in one. */
async function scriptsOf(mode: string): Promise<string> {
  process.env[looking] = "yes";
  try {
    const built = await build({ mode, logLevel: "silent", build: { write: false } });
    return [built].flat().flatMap((result) => ("output" in result ? result.output : [])).map((file) => (file.type === "chunk" ? file.code : "")).join("\n");
  } finally {
    delete process.env[looking];
  }
}

/**
 * Leaves out of Mantine's style sheets what no script names: two thirds. The classes are known only
 * once all is built, and a file's name must fit its content; so the scripts are built once beforehand.
 */
export function usedStyles(): Plugin {
  let scripts: Promise<string> | undefined;
  return {
    name: "chartshare-used-styles",
    apply: () => !process.env[looking],
    enforce: "pre",
    async transform(code, id) {
      if (!/@mantine\/[\w-]+\/styles\.css$/.test(id) || this.environment.mode !== "build") return undefined;
      scripts ??= scriptsOf(this.environment.config.mode);
      const [purged] = await new PurgeCSS().purge({
        content: [{ raw: await scripts, extension: "js" }],
        css: [{ raw: code }],
        dynamicAttributes: attributesIn(code),
        extractors: [{ extensions: ["js"], extractor: words }],
      });
      return { code: purged?.css ?? code, map: null };
    },
  };
}
