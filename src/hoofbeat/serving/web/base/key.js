// The key of who asks from another machine: asked for once, kept for this tab alone. On the service's own machine none is needed.

import { h } from "./dom.js";
import { t } from "./i18n.js";

const KEPT = "hoofbeat.key";

let key = kept();
let asking = null;

function kept() {
  try {
    return sessionStorage.getItem(KEPT) ?? "";
  } catch {
    return ""; // storage may be forbidden: the key then holds until the page is left
  }
}

function keep(given) {
  key = given;
  try {
    sessionStorage.setItem(KEPT, given);
  } catch {
    // not remembered, and nothing else is lost
  }
}

/** The key that is shown now; empty where there is none. */
export const shownKey = () => key;

/** Fetch with the key, if there is one; where the service wants another, ask for it, and fetch again by `send`. */
export async function fetchWithKey(path, options, send = fetch) {
  for (;;) {
    const shown = key;
    const headers = shown ? { ...options.headers, Authorization: `Bearer ${shown}` } : options.headers;
    const response = await send(path, { ...options, headers });
    if (response.status !== 401) return response;
    // Of many questions that want it at once, one asks.
    if (key === shown) await (asking ??= askFor(shown !== "").finally(() => (asking = null)));
    if (key === shown) return response;
  }
}

/** Show the question until it is answered or put away. */
function askFor(refused) {
  const words = t();
  const field = h("input", { id: "key", type: "password", autocomplete: "off", required: true, spellcheck: false });
  const form = h(
    "form",
    { class: "dialog-body" },
    h("h2", { id: "key-title" }, words.keyTitle),
    h("p", { id: "key-help" }, refused ? words.keyRefused : words.keyHelp),
    h("label", { for: "key" }, words.keyLabel),
    field,
    h(
      "div",
      { class: "dialog-actions" },
      h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, words.keyCancel),
      h("button", { type: "submit", class: "primary" }, words.keySend),
    ),
  );
  const dialog = h("dialog", { class: "dialog key", "aria-labelledby": "key-title", "aria-describedby": "key-help" }, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(field.value.trim());
    dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => (dialog.remove(), done())));
}
