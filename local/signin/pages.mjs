/** The few pages people see while they sign in and out. */
import { randomBytes } from "node:crypto";

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => String(text).replace(/[&<>"']/g, (character) => ESCAPES[character]);

const STYLE = `
  :root { color-scheme: light dark; --ink: #26221d; --soft: #655e55; --paper: #fff; --ground: #faf8f5;
    --line: #8b847a; --accent: #1c6653; --on-accent: #fff; --wrong: #a4312a; }
  @media (prefers-color-scheme: dark) { :root { --ink: #f2eee8; --soft: #b5ada2; --paper: #211f1c;
    --ground: #171513; --line: #7d766c; --accent: #86d3bd; --on-accent: #0b2b22; --wrong: #f4a69d; } }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
    font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
  main { width: min(24rem, 100%); padding: 2rem; border-radius: 1rem; background: var(--paper);
    box-shadow: 0 .5rem 2rem rgb(0 0 0 / .12); }
  h1 { margin: 0 0 .25rem; font: 1.75rem/1.2 "Instrument Serif", Georgia, serif; }
  p { margin: 0 0 1.5rem; color: var(--soft); }
  p:last-child { margin: 0; }
  label { display: block; margin-bottom: .375rem; font-weight: 600; }
  input { width: 100%; padding: .625rem .75rem; font: inherit; color: inherit; background: transparent;
    border: 1px solid var(--line); border-radius: .5rem; }
  input[aria-invalid] { border-color: var(--wrong); }
  .wrong { margin: .375rem 0 0; color: var(--wrong); }
  button { width: 100%; margin-top: 1.25rem; padding: .625rem; font: inherit; font-weight: 600; cursor: pointer;
    color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: 999px; }
  button + button { margin-top: .75rem; color: var(--accent); background: transparent; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }`;

/** Asks for a name; `wrong` says why the last one was not taken. */
export function signInPage(ctx, { name = "", wrong } = {}) {
  const fault = wrong ? `<p class="wrong" id="wrong" role="alert">${escape(wrong)}</p>` : "";
  const described = wrong ? 'aria-invalid="true" aria-describedby="wrong"' : "";
  show(ctx, {
    title: "Sign in",
    status: wrong ? 400 : 200,
    body: `<h1>Sign in to your gallery</h1>
      <p>This gallery runs on your own machine: any name opens its own collection, without a password.</p>
      <form method="post">
        <label for="name">Your name</label>
        <input id="name" name="name" value="${escape(name)}" autocomplete="username" maxlength="64" required
          autofocus spellcheck="false" autocapitalize="none" ${described}>${fault}
        <button>Sign in</button>
      </form>`,
  });
}

/** Confirms signing out; when the gallery itself asks (`known`), the answer is given at once. */
export function signOutPage(ctx, form, known) {
  show(ctx, {
    title: "Sign out",
    body: `<h1>Sign out?</h1><p>Your pictures stay where they are.</p>${form}
      <button id="yes" form="op.logoutForm" name="logout" value="yes">Sign out</button>
      <button form="op.logoutForm">Stay signed in</button>`,
    script: known ? 'document.getElementById("yes").click()' : undefined,
  });
}

export function signedOutPage(ctx) {
  show(ctx, { title: "Signed out", body: "<h1>You are signed out</h1><p>You can close this page.</p>" });
}

/** `detail` is a sentence for the person who sees it. */
export function errorPage(ctx, status, detail) {
  const body = `<h1>That did not work</h1><p role="alert">${escape(detail)}</p>
    <p>Go back to the gallery and try again.</p>`;
  show(ctx, { title: "Sign-in failed", status, body });
}

function show(ctx, { title, body, script, status = 200 }) {
  const nonce = randomBytes(16).toString("base64");
  ctx.status = status;
  ctx.type = "html";
  ctx.set({
    "cache-control": "no-store",
    "content-security-policy":
      `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; ` +
      "base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  ctx.body = `<!doctype html>
    <html lang="en">
    <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>${escape(title)} · Image gallery</title>
      <style nonce="${nonce}">${STYLE}</style>
    </head>
    <body><main>${body}</main>${script ? `<script nonce="${nonce}">${script}</script>` : ""}</body>
    </html>`;
}
