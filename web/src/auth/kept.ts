/** The sign-in this browser keeps, read without the OpenID library, so that the first view need not wait for it. */
import type { User } from "oidc-client-ts";

export interface SignInConfig {
  issuer: string;
  clientId: string;
  scopes: string;
  audience: string;
}

const CONFIG = "sign-in";
const RENEW_SECONDS = 60;

type Kept = Pick<User, "access_token" | "id_token" | "expires_at" | "profile">;

/** What is stored under a key; nothing if it is damaged, or the browser does not let pages store. */
function read<T>(key: string): T | undefined {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? "null") as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}

export const keptConfig = (): SignInConfig | undefined => read(CONFIG);

export const keepConfig = (config: SignInConfig): void =>
  localStorage.setItem(CONFIG, JSON.stringify(config));

/** Where the library stores who is signed in. */
function userKey(): string {
  const config = keptConfig();
  return `oidc.user:${config?.issuer}:${config?.clientId}`;
}

/** Who is signed in; the token may have ended. */
export const keptUser = (): Kept | undefined => read(userKey());

export const forgetUser = (): void => localStorage.removeItem(userKey());

/** The token of a sign-in, if it is good for the next minute. */
export const freshToken = (user = keptUser()): string | undefined =>
  user && (user.expires_at ?? Infinity) - Date.now() / 1000 > RENEW_SECONDS ? user.access_token : undefined;
