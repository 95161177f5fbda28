/** What went wrong with a call, in words for the person who made it. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  /** Seconds after which it may work. */
  readonly retryAfter: number | undefined;

  constructor(title: string, detail: string, status: number, retryAfter?: number) {
    super(detail);
    this.name = "Problem";
    this.title = title;
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
    "No connection",
    navigator.onLine ? "The gallery did not answer. Please try again." : "You seem to be offline.",
    0,
  );

/** The problem a response tells of; `body` is its parsed body, if it has one. */
export function problemOf(response: Response, body: unknown): Problem {
  const told = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const seconds = Number(response.headers.get("retry-after"));
  return new Problem(
    typeof told["title"] === "string" ? told["title"] : `Error ${response.status}`,
    typeof told["detail"] === "string" ? told["detail"] : "Something went wrong. Please try again.",
    response.status,
    seconds > 0 ? seconds : undefined,
  );
}

/** Any thrown value as a problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return offline();
  return new Problem("Unexpected error", "Something went wrong. Please try again.", -1);
}
