import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { serviceWorker } from "./vite.sw.ts";
import { texts } from "./vite.texts.ts";

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

/** `vite build` makes what is deployed; `vite build --mode outbox` the local cloud's own page. */
export default defineConfig(({ mode }) => ({
  plugins: [noPreloadHelper(), texts(), ...(mode === "outbox" ? [] : [serviceWorker()])],
  publicDir: mode === "outbox" ? false : "public",
  // The patient's views are drawn by Superfine, a fifth of Preact's size (src/patient/jsx).
  resolve: { alias: mode === "outbox" || mode === "test" ? {} : { "preact/jsx-runtime": fileURLToPath(new URL("./src/patient/jsx/jsx-runtime.ts", import.meta.url)) } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: ["chrome91", "firefox91", "safari15"],
    outDir: mode === "outbox" ? "dist-dev" : "dist",
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      input: mode === "outbox" ? { outbox: "outbox.html" } : { index: "index.html", clinic: "clinic.html" },
    },
  },
  server: { proxy: { "/api": process.env["CHARTSHARE_URL"] ?? "http://localhost:8080", "/outbox/api": process.env["CHARTSHARE_URL"] ?? "http://localhost:8080" } },
  test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node" },
}));
