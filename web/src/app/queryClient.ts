import { QueryClient } from "@tanstack/react-query";

import { asProblem } from "../api/problem";

const TRIES = 3;

/** Reads are tried again when that can help, no sooner than the API asks. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        retry: (failures, error) => failures < TRIES && asProblem(error).passing,
        retryDelay: (failures, error) => (asProblem(error).retryAfter ?? 2 ** failures * 0.5) * 1000,
      },
      mutations: { networkMode: "always" },
    },
  });
