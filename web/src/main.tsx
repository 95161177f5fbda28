/** The gallery page. */
import "@fontsource-variable/figtree/wght.css";
import "@fontsource/instrument-serif/latin-400.css";
import "./styles/index.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App";
import { createQueryClient } from "./app/queryClient";
import { session } from "./auth/session";
import { finishRemovalsOnLeave } from "./images/removal";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={createQueryClient()}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
void session.start();
finishRemovalsOnLeave();
