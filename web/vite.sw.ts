import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

/** The pages that open without a connection, with the texts that they begin in. */
const pages: Record<string, string> = { "index.html": "core", "portal.html": "portal" };

/** The address of an asset in a page, a script or a style: "/assets/x.css", "./x.js". */
const named = /["'`(](?:\/assets\/|\.\/)([\w.-]+\.(?:js|css|svg))["'`)]/g;
const imported = /(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g;

const all = (pattern: RegExp, text: string): string[] => [...text.matchAll(pattern)].map(([, name]) => name ?? "");

/** What a page loads before its first screen, and what it may load afterwards. */
function filesOf(out: string, page: string): { first: Set<string>; later: Set<string> } {
  const read = (name: string) => readFileSync(`${out}/assets/${name}`, "utf8");
  const html = readFileSync(`${out}/${page}`, "utf8");
  const first = new Set(all(named, html));
  for (const name of first) if (name.endsWith(".js")) for (const one of all(imported, read(name))) first.add(one);
  const later = new Set(first);
  for (const name of later) if (name.endsWith(".js")) for (const one of all(named, read(name))) if (existsSync(`${out}/assets/${one}`)) later.add(one);
  const scripts = [...later].filter((name) => name.endsWith(".js")).map(read).join("");
  for (const name of readdirSync(`${out}/assets`)) {
    // Texts are named by a rule: "en-portal.5c3a1f20.js".
    const [, part, hash] = /^(?:en|hi)-([\w-]+)\.(\w{8})\.js$/.exec(name) ?? [];
    if (hash && scripts.includes(hash)) (part === pages[page] ? first : later).add(name);
  }
  return { first, later };
}

/** Builds the service worker after both of the pages that it keeps, with the list of their files. */
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
      if (!writes || Object.keys(pages).some((page) => !existsSync(`${out}/${page}`))) return;
      const kept = Object.keys(pages).map((page) => filesOf(out, page));
      const first = [...new Set(kept.flatMap((files) => [...files.first]))].sort();
      const later = [...new Set(kept.flatMap((files) => [...files.later]))].filter((name) => !first.includes(name)).sort();
      const integrity = (page: string) => `sha256-${createHash("sha256").update(readFileSync(`${out}/${page}`)).digest("base64")}`;
      const shell = { pages: Object.fromEntries(Object.keys(pages).map((page) => [`/${page}`, integrity(page)])), first, later };
      const version = createHash("sha256").update(JSON.stringify(shell)).digest("hex").slice(0, 12);
      const result = await build({
        configFile: false,
        logLevel: "warn",
        build: {
          write: false,
          lib: { entry: fileURLToPath(new URL("./src/patient/sw.ts", import.meta.url)), formats: ["es"], fileName: "sw" },
        },
        define: { SHELL: JSON.stringify({ version, ...shell }) },
      });
      const [bundle] = Array.isArray(result) ? result : [result];
      if (!bundle || !("output" in bundle)) throw new Error("the service worker was not built");
      writeFileSync(`${out}/sw.js`, bundle.output[0].code);
    },
  };
}
