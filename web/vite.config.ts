import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { serviceWorker } from "./vite.sw.ts";
import { parts, staffParts, texts } from "./vite.texts.ts";

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

/** The parts that belong to a type of record. */
const recordTypes = Object.keys(parts).filter((part) => !/^(core|more|history|call|portal.*)$/.test(part));

/**
 * Each of these is built on its own, so that what one page shares with another costs neither of
 * them a request or a byte. All but the outbox are deployed, from one folder.
 */
const builds: Record<string, { input: Record<string, string>; texts: readonly string[] }> = {
  production: { input: { index: "index.html", clinic: "clinic.html" }, texts: Object.keys(parts).filter((part) => part !== "call" && !part.startsWith("portal")) },
  portal: { input: { portal: "portal.html" }, texts: ["portal", "portal-chart", ...recordTypes] },
  visit: { input: { visit: "visit.html" }, texts: ["call"] },
  call: { input: { call: "call.html" }, texts: ["call", ...Object.keys(staffParts)] },
  outbox: { input: { outbox: "outbox.html" }, texts: [] },
};

const all = { input: {}, texts: [...Object.keys(parts), ...Object.keys(staffParts)] };

/** `vite build` makes the page of share links and the clinic's, `vite build --mode visit` (portal, call, outbox) the others. */
export default defineConfig(({ mode }) => ({
  plugins: [noPreloadHelper(), texts((builds[mode] ?? all).texts), ...(mode === "production" ? [serviceWorker()] : [])],
  publicDir: mode === "outbox" ? false : "public",
  // The patient's views are drawn by Superfine, a fifth of Preact's size (src/patient/jsx).
  resolve: { alias: mode === "outbox" || mode === "test" ? {} : { "preact/jsx-runtime": fileURLToPath(new URL("./src/patient/jsx/jsx-runtime.ts", import.meta.url)) } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: ["chrome91", "firefox91", "safari15"],
    outDir: mode === "outbox" ? "dist-dev" : "dist",
    emptyOutDir: mode === "production" || mode === "outbox",
    copyPublicDir: mode === "production",
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: { input: (builds[mode] ?? all).input },
  },
  server: { proxy: { "/api": process.env["CHARTSHARE_URL"] ?? "http://localhost:8080", "/outbox/api": process.env["CHARTSHARE_URL"] ?? "http://localhost:8080" } },
  test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node" },
}));
