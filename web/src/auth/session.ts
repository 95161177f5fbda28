/** Who is signed in, by OpenID Connect: authorization code with PKCE. */
import { UserManager, WebStorageStateStore, type User } from "oidc-client-ts";

import { Problem } from "../api/problem";

const AUTH_CONFIG = `${import.meta.env.VITE_API_BASE ?? ""}/api/v1/auth/config`;
const RENEW_SECONDS = 60;

export type SessionState =
  | { status: "starting" }
  | { status: "signed-out"; notice?: string }
  | { status: "signed-in"; name: string; subject: string };

interface SignInConfig {
  issuer: string;
  clientId: string;
  scopes: string;
  audience: string;
}

const KEPT_CONFIG = "sign-in";

function keptConfig(): SignInConfig | undefined {
  const kept = localStorage.getItem(KEPT_CONFIG);
  return kept === null ? undefined : (JSON.parse(kept) as SignInConfig);
}

async function fetchConfig(): Promise<SignInConfig> {
  const response = await fetch(AUTH_CONFIG);
  if (!response.ok) throw new Error(`${AUTH_CONFIG}: ${response.status}`);
  const config = (await response.json()) as SignInConfig;
  localStorage.setItem(KEPT_CONFIG, JSON.stringify(config));
  return config;
}

class Session {
  private manager: UserManager | undefined;
  private state: SessionState = { status: "starting" };
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): SessionState => this.state;

  /** Finish a sign-in that is under way, or take up the one this browser keeps. */
  async start(): Promise<void> {
    try {
      this.manager = await this.connect(keptConfig());
      const returned = new URLSearchParams(location.search);
      if (returned.has("state") && (returned.has("code") || returned.has("error"))) await this.finish();
      // A frame only renews the sign-in of the page around it.
      if (window.parent !== window) return;
      this.enter(await this.manager.getUser());
    } catch {
      this.leave("The gallery cannot be reached right now. Please try again in a moment.");
    }
    addEventListener("storage", (event) => {
      if (event.key === null || event.key?.startsWith("oidc.user:")) void this.reload();
    });
  }

  async signIn(): Promise<void> {
    try {
      this.manager = await this.connect();
      await this.manager.signinRedirect({ state: location.pathname + location.search });
    } catch {
      this.leave("The sign-in service cannot be reached right now. Please try again in a moment.");
    }
  }

  async signOut(): Promise<void> {
    const manager = this.manager;
    if (!manager) return;
    const user = await manager.getUser();
    this.leave();
    await manager.removeUser();
    await manager
      .signoutRedirect(user?.id_token ? { id_token_hint: user.id_token } : {})
      .catch(() => undefined);
  }

  /** A token that is good for the next minute, renewed if need be. Raises Problem when nobody is signed in. */
  async accessToken(): Promise<string> {
    const user = await this.manager?.getUser();
    const fresh = user && (user.expires_in ?? Infinity) > RENEW_SECONDS ? user : await this.renew();
    if (!fresh) throw new Problem("Signed out", "Your sign-in has ended. Please sign in again.", 401);
    return fresh.access_token;
  }

  /** The API refused the token. */
  async expired(): Promise<void> {
    if (this.state.status !== "signed-in") return;
    await this.manager?.removeUser();
    this.leave("Your sign-in has ended. Please sign in again.");
  }

  /** Renew the token, once for all tabs: a refresh token may be spent only once. */
  private async renew(): Promise<User | null> {
    return navigator.locks.request("renew-sign-in", async () => {
      const user = (await this.manager?.getUser()) ?? null;
      if (!user || (user.expires_in ?? Infinity) > RENEW_SECONDS) return user;
      try {
        return (await this.manager?.signinSilent()) ?? null;
      } catch (error) {
        if (error instanceof TypeError) throw error;
        await this.expired();
        return null;
      }
    });
  }

  /** By the configuration kept from before, if it is given: so a start need not wait for it. */
  private async connect(kept?: SignInConfig): Promise<UserManager> {
    const config = kept ?? (await fetchConfig());
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

  private async finish(): Promise<void> {
    const user = await this.manager?.signinCallback().catch(() => undefined);
    const back = typeof user?.state === "string" && user.state.startsWith("/") ? user.state : "/";
    history.replaceState(null, "", back);
  }

  private async reload(): Promise<void> {
    this.enter((await this.manager?.getUser()) ?? null);
  }

  private enter(user: User | null): void {
    if (!user) return this.leave();
    const name =
      user.profile.name ?? user.profile.preferred_username ?? user.profile.email ?? user.profile.sub;
    this.become({ status: "signed-in", name, subject: user.profile.sub });
  }

  private leave(notice?: string): void {
    this.become(notice === undefined ? { status: "signed-out" } : { status: "signed-out", notice });
  }

  private become(state: SessionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

export const session = new Session();
