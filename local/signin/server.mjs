/**
 * An OpenID provider on loopback for the gallery page.
 * Reads its settings as one line of JSON, prints "listening", and ends when its input does.
 */
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

import Provider, { errors, interactionPolicy } from "oidc-provider";

import { accountName } from "./names.mjs";
import { errorPage, signedOutPage, signInPage, signOutPage } from "./pages.mjs";
import { fileStore } from "./store.mjs";

const DAY = 24 * 60 * 60;
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
const MAX_FORM_BYTES = 4096;

const input = createInterface({ input: process.stdin });
input.once("line", (line) => listen(JSON.parse(line)));
input.once("close", () => process.exit());

function listen(settings) {
  const { hostname, port } = new URL(settings.issuer);
  const server = gallerySignIn(settings).listen(Number(port), hostname, () => console.log("listening"));
  server.on("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
}

function gallerySignIn(settings) {
  const provider = new Provider(settings.issuer, configuration(settings));
  provider.use((ctx, next) => {
    const uid = /^\/sign-in\/([\w-]+)$/.exec(ctx.path)?.[1];
    return uid ? signIn(provider, ctx) : next();
  });
  return provider;
}

async function signIn(provider, ctx) {
  try {
    await provider.interactionDetails(ctx.req, ctx.res);
    if (ctx.method !== "POST") return signInPage(ctx);
    const typed = (await readForm(ctx.req)).get("name") ?? "";
    const accountId = accountName(typed);
    if (!accountId) return signInPage(ctx, { name: typed, wrong: "Please type a name of 1 to 64 visible characters." });
    const result = { login: { accountId, remember: true } };
    const next = await provider.interactionResult(ctx.req, ctx.res, result);
    ctx.redirect(next);
    ctx.status = 303;
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error;
    errorPage(ctx, error.statusCode, "This sign-in has expired or belongs to another browser.");
  }
}

async function readForm(request) {
  let form = "";
  for await (const chunk of request) {
    form += chunk;
    if (form.length > MAX_FORM_BYTES) throw new errors.InvalidRequest("the form is too long");
  }
  return new URLSearchParams(form);
}

function configuration({ issuer, key, clientId, audience, scopes, origins, store }) {
  const pages = [...LOOPBACK.map((host) => `http://${host}`), ...origins].map((origin) => `${origin}/`);
  const cookies = ["session", "interaction", "resume"].map((name) => [name, `${name}_${new URL(issuer).port}`]);
  const resource = `urn:${audience}`;
  const policy = interactionPolicy.base();
  policy.remove("consent");
  return {
    adapter: fileStore(store),
    jwks: { keys: [key] },
    clients: [
      {
        client_id: clientId,
        // Native, since only native clients may come from any port of a loopback address (RFC 8252, 7.3).
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        redirect_uris: pages,
        post_logout_redirect_uris: pages,
      },
    ],
    clientBasedCORS: (_ctx, origin) => origins.includes(origin) || LOOPBACK.includes(URL.parse(origin)?.hostname),
    // Cookies know no ports, and several galleries may run side by side on one host.
    cookies: { names: Object.fromEntries(cookies), keys: [createHash("sha256").update(key.d).digest("hex")] },
    clientAuthMethods: ["none"],
    scopes: scopes.split(" "),
    claims: { openid: ["sub"], profile: ["name"] },
    responseTypes: ["code"],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      // Its tokens are for the gallery alone; the page finds the name in the ID token.
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, indicator) => {
          if (indicator !== resource) throw new errors.InvalidTarget();
          return { scope: "", audience, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } };
        },
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => signOutPage(ctx, form, Boolean(ctx.oidc.entities.IdTokenHint)),
        postLogoutSuccessSource: signedOutPage,
      },
    },
    interactions: { policy, url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, name: sub }) }),
    loadExistingGrant: (ctx) => grant(ctx, scopes),
    extraTokenClaims: (_ctx, token) => ({ name: token.accountId }),
    issueRefreshToken: () => true,
    expiresWithSession: () => true,
    renderError: (ctx, out) => errorPage(ctx, ctx.status, out.error_description ?? out.error),
    ttl: {
      AccessToken: 60 * 60,
      AuthorizationCode: 60,
      IdToken: 60 * 60,
      Interaction: 60 * 60,
      RefreshToken: 14 * DAY,
      Session: 14 * DAY,
      Grant: 14 * DAY,
    },
  };
}

/** The gallery's own page needs no consent: its grant is there as soon as the person is. */
async function grant(ctx, scopes) {
  const { client, provider, session } = ctx.oidc;
  const known = session.grantIdFor(client.clientId);
  const existing = known && (await provider.Grant.find(known));
  if (existing) return existing;
  const fresh = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  fresh.addOIDCScope(scopes);
  await fresh.save();
  return fresh;
}
