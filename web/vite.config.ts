import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { serviceWorker } from "./vite.sw.ts";
import { usedStyles } from "./vite.styles.ts";
import { parts, recordParts, staffParts, texts } from "./vite.texts.ts";
import { themeStyles } from "./vite.theme.ts";

/**
 * Replaces the helper with which Vite fetches the dependencies of a lazy part ahead of it: ours have
 * at most one, and the helper costs a patient 0.9 kB.
 */
function noPreloadHelper(): Plugin {
  const id = "\0vite/preload-helper.js";
  return {
    name: "chartshare-no-preload-helper",
    enforce: "pre",
    load: (wanted) => (wanted === id ? "export const __vitePreload = (load) => load();" : undefined),
  };
}

/**
 * Each of these is built on its own, so that what one page shares with another costs neither of
 * them a request or a byte. All but the outbox are deployed, from one folder.
 */
const builds: Record<string, { input: Record<string, string>; texts: readonly string[] }> = {
  production: { input: { index: "index.html" }, texts: Object.keys(parts).filter((part) => part !== "call" && !part.startsWith("portal")) },
  portal: { input: { portal: "portal.html" }, texts: [...Object.keys(parts).filter((part) => part.startsWith("portal")), "history", ...recordParts] },
  visit: { input: { visit: "visit.html" }, texts: ["call"] },
  call: { input: { call: "call.html" }, texts: ["call", "clinic-call"] },
  clinic: { input: { clinic: "clinic.html" }, texts: ["clinic", "clinic-chart"] },
  outbox: { input: { outbox: "outbox.html" }, texts: [] },
};

const all = { input: {}, texts: [...Object.keys(parts), ...Object.keys(staffParts)] };

/** What React draws: the clinic's client. */
const ofReact = (mode: string) => mode === "clinic";

/** `vite build` makes the page of share links, `vite build --mode visit` (portal, call, clinic, outbox) the others. */
export default defineConfig(({ mode }) => ({
  plugins: [...(ofReact(mode) ? [themeStyles(), usedStyles()] : [noPreloadHelper()]), texts((builds[mode] ?? all).texts), ...(mode === "production" || mode === "portal" ? [serviceWorker()] : [])],
  publicDir: mode === "outbox" ? false : "public",
  // The patient's views are drawn by Superfine, a fifth of Preact's size (src/patient/jsx).
  resolve: { alias: mode === "outbox" || mode === "test" || ofReact(mode) ? {} : { "preact/jsx-runtime": fileURLToPath(new URL("./src/patient/jsx/jsx-runtime.ts", import.meta.url)) } },
  oxc: { jsx: { runtime: "automatic", importSource: ofReact(mode) ? "react" : "preact" } },
  build: {
    target: ofReact(mode) ? ["chrome111", "firefox114", "safari16.4"] : ["chrome91", "firefox91", "safari15"],
    outDir: mode === "outbox" ? "dist-dev" : "dist",
    emptyOutDir: mode === "production" || mode === "outbox",
    copyPublicDir: mode === "production",
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 1000, // in kB, unpacked: scripts/size-check.mjs knows what each page may weigh
    rolldownOptions: {
      input: (builds[mode] ?? all).input,
      // "use client" at the head of a library's file means nothing to a page without a server that draws it.
      onLog: (level, log, handle) => log.code !== "MODULE_LEVEL_DIRECTIVE" && handle(level, log),
    },
  },
  server: { proxy: { "/api": process.env["CHARTSHARE_URL"] ?? "http://localhost:8080", "/outbox/api": process.env["CHARTSHARE_URL"] ?? "http://localhost:8080" } },
  test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node" },
}));
