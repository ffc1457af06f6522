import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

/** Builds the service worker after everything else, with the list of the files that it keeps. */
export function serviceWorker(): Plugin {
  let out = "";
  let writes = true;
  return {
    name: "chartshare-service-worker",
    apply: "build",
    configResolved(config) {
      writes = config.build.write;
      out = config.build.outDir.startsWith("/") ? config.build.outDir : `${config.root}/${config.build.outDir}`;
    },
    async closeBundle() {
      if (!writes || !existsSync(`${out}/assets`)) return;
      const files = readdirSync(`${out}/assets`)
        .filter((name) => !name.startsWith("clinic"))
        .sort()
        .map((name) => `/assets/${name}`);
      const hash = createHash("sha256");
      for (const file of ["/index.html", ...files]) hash.update(readFileSync(out + file));
      const shell = { version: hash.digest("hex").slice(0, 12), files };
      const result = await build({
        configFile: false,
        logLevel: "warn",
        build: {
          write: false,
          lib: { entry: fileURLToPath(new URL("./src/patient/sw.ts", import.meta.url)), formats: ["es"], fileName: "sw" },
        },
        define: { SHELL: JSON.stringify(shell) },
      });
      const [bundle] = Array.isArray(result) ? result : [result];
      if (!bundle || !("output" in bundle)) throw new Error("the service worker was not built");
      writeFileSync(`${out}/sw.js`, bundle.output[0].code);
    },
  };
}
