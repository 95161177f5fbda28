/** The typed client of the gallery's HTTP API. */
import createClient, { type Middleware } from "openapi-fetch";

import { session } from "../auth/session";
import { API } from "./address";
import { fetchOrTake } from "./early";
import { asProblem, problemOf } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Image = Schemas["ImageView"];
/** An image as one may edit it; without a version where a list told of it. */
export type VersionedImage = Image & { version?: string | undefined };
export type SearchHit = Schemas["SearchHit"];
export type ImagePage = Schemas["ImagePage"];

const authorization: Middleware = {
  async onRequest({ request }) {
    request.headers.set("authorization", `Bearer ${await session.accessToken()}`);
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) session.expired();
    return undefined;
  },
};

export const api = createClient<paths>({
  baseUrl: API,
  fetch: fetchOrTake,
  querySerializer: (query) => new URLSearchParams(query as Record<string, string>).toString(),
});
api.use(authorization);

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a call's answer. Raises a Problem for every other outcome. */
export async function answer<T>(call: Promise<Result<T>>): Promise<NonNullable<T>> {
  return (await outcome(call)).data as NonNullable<T>;
}

/** One image with its version, which an edit of it names. Raises as `answer` does. */
export async function versioned(call: Promise<Result<Image>>): Promise<VersionedImage> {
  const { data, response } = await outcome(call);
  return { ...(data as Image), version: response.headers.get("etag") ?? undefined };
}

async function outcome<T>(call: Promise<Result<T>>): Promise<Result<T>> {
  let result: Result<T>;
  try {
    result = await call;
  } catch (error) {
    throw asProblem(error);
  }
  if (!result.response.ok) throw problemOf(result.response, result.error);
  return result;
}
