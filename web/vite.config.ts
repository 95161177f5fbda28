import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const api = process.env["GALLERY_API"] ?? "http://127.0.0.1:7071";

/** Lets the browser fetch the page along with its first script, which imports it. */
const preloadStart: Plugin = {
  name: "preload-start",
  transformIndexHtml(_html, { bundle = {} }) {
    const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
    const start = chunks.filter(({ facadeModuleId }) => facadeModuleId?.endsWith("/src/app/start.tsx"));
    return start.map(({ fileName }) => ({
      tag: "link",
      attrs: { rel: "modulepreload", crossorigin: true, href: `/${fileName}` },
      injectTo: "head",
    }));
  },
};

export default defineConfig({
  plugins: [react(), preloadStart],
  server: { proxy: { "/api": api } },
  build: { target: "es2024", sourcemap: false },
});
