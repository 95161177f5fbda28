/** The page itself: what the first script fetches. */
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { session } from "../auth/session";
import { finishRemovalsOnLeave } from "../images/removal";
import { App } from "./App";
import { createQueryClient } from "./queryClient";

void session.start();
finishRemovalsOnLeave();

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
