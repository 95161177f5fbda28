/** What went wrong with a call, in words for the person who made it. */
export class Problem extends Error {
  readonly status: number;
  /** Seconds after which it may work. */
  readonly retryAfter: number | undefined;

  constructor(detail: string, status: number, retryAfter?: number) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Whether the same call may work later without a change. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export const offline = (): Problem =>
  new Problem(
    navigator.onLine ? "The gallery did not answer. Please try again." : "You seem to be offline.",
    0,
  );

interface Told {
  detail?: string;
  errors?: readonly { pointer: string; detail: string }[];
}

/** The problem a response tells of; `body` is its parsed body, if it has one. */
export function problemOf(response: Response, body: unknown): Problem {
  const told: Told = typeof body === "object" && body !== null ? body : {};
  const faults = told.errors?.map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}.`).join(" ");
  const seconds = Number(response.headers.get("retry-after"));
  return new Problem(
    faults ?? told.detail ?? "Something went wrong. Please try again.",
    response.status,
    seconds > 0 ? seconds : undefined,
  );
}

/** Any thrown value as a problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return offline();
  return new Problem("Something went wrong. Please try again.", -1);
}
