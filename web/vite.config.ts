import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = process.env["GALLERY_API"] ?? "http://127.0.0.1:7071";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/api": api } },
  build: { target: "es2024", sourcemap: false },
});
