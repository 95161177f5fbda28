/** Who is signed in, by OpenID Connect: authorization code with PKCE. */
import type { UserManager } from "oidc-client-ts";

import { API } from "../api/address";
import { Problem } from "../api/problem";
import { forgetUser, freshToken, keepConfig, keptConfig, keptUser, type SignInConfig } from "./kept";

const AUTH_CONFIG = `${API}/auth/config`;

/** The first view comes before the library that is needed only later. */
const LIBRARY_MS = 10_000;
/** Kept for the way to the provider and back. */
const FAREWELL = "farewell";

export type SessionState =
  | { status: "starting" }
  | { status: "signed-out"; notice?: string }
  | { status: "signed-in"; name: string; subject: string };

async function fetchConfig(): Promise<SignInConfig> {
  const response = await fetch(AUTH_CONFIG);
  if (!response.ok) throw new Error(`${AUTH_CONFIG}: ${response.status}`);
  const config = (await response.json()) as SignInConfig;
  keepConfig(config);
  return config;
}

function farewell(): string | undefined {
  try {
    return sessionStorage.getItem(FAREWELL) ?? undefined;
  } catch {
    return undefined;
  }
}

class Session {
  private state: SessionState = { status: "starting" };
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): SessionState => this.state;

  /** Finish a sign-in that is under way, or take up the one this browser keeps. */
  async start(): Promise<void> {
    const returned = new URLSearchParams(location.search);
    if (returned.has("state") && (returned.has("code") || returned.has("error"))) await this.finish();
    // A frame only renews the sign-in of the page around it.
    if (window.parent !== window) return;
    this.enter();
    // Had in time, so that neither a new deployment nor a lost connection is in the way of renewing.
    setTimeout(() => void library().catch(() => undefined), LIBRARY_MS);
    addEventListener("storage", (event) => {
      if (event.key === null || event.key?.startsWith("oidc.user:")) this.enter();
    });
  }

  async signIn(): Promise<void> {
    try {
      sessionStorage.removeItem(FAREWELL);
      const manager = await connect(await fetchConfig());
      await manager.signinRedirect({ state: location.pathname + location.search });
    } catch {
      this.leave("The sign-in service cannot be reached right now. Please try again in a moment.");
    }
  }

  /** Sign out here and at the provider; who comes back reads the notice. */
  async signOut(notice?: string): Promise<void> {
    if (notice !== undefined) sessionStorage.setItem(FAREWELL, notice);
    const token = keptUser()?.id_token;
    forgetUser();
    this.leave(notice);
    await connect()
      .then((manager) => manager.signoutRedirect(token ? { id_token_hint: token } : {}))
      .catch(() => undefined);
  }

  /** A token that is good for the next minute, renewed if need be. Raises Problem when nobody is signed in. */
  async accessToken(): Promise<string> {
    const token = freshToken() ?? (await this.renew());
    if (token === undefined) throw new Problem("Your sign-in has ended. Please sign in again.", 401);
    return token;
  }

  /** The API refused the token. */
  expired(): void {
    if (this.state.status !== "signed-in") return;
    forgetUser();
    this.leave("Your sign-in has ended. Please sign in again.");
  }

  /** Renew the token, once for all tabs: a refresh token may be spent only once. */
  private async renew(): Promise<string | undefined> {
    return navigator.locks.request("renew-sign-in", async () => {
      const user = keptUser();
      if (!user || freshToken(user)) return user?.access_token;
      try {
        return (await (await connect()).signinSilent())?.access_token;
      } catch (error) {
        if (error instanceof TypeError) throw error;
        this.expired();
        return undefined;
      }
    });
  }

  private async finish(): Promise<void> {
    const user = await connect()
      .then((manager) => manager.signinCallback())
      .catch(() => undefined);
    const back = typeof user?.state === "string" && user.state.startsWith("/") ? user.state : "/";
    history.replaceState(null, "", back);
  }

  private enter(): void {
    const profile = keptUser()?.profile;
    if (!profile) return this.leave(farewell());
    const name = profile.name ?? profile.preferred_username ?? profile.email ?? profile.sub;
    this.become({ status: "signed-in", name, subject: profile.sub });
  }

  private leave(notice?: string): void {
    this.become(notice === undefined ? { status: "signed-out" } : { status: "signed-out", notice });
  }

  private become(state: SessionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

const library = () => import("oidc-client-ts");

/** What talks to the provider. */
async function connect(known = keptConfig()): Promise<UserManager> {
  const [config, { UserManager, WebStorageStateStore }] = await Promise.all([
    known ?? fetchConfig(),
    library(),
  ]);
  return new UserManager({
    authority: config.issuer,
    client_id: config.clientId,
    scope: config.scopes,
    redirect_uri: `${location.origin}/`,
    post_logout_redirect_uri: `${location.origin}/`,
    extraQueryParams: { audience: config.audience },
    userStore: new WebStorageStateStore({ store: localStorage }),
    automaticSilentRenew: false,
  });
}

export const session = new Session();
