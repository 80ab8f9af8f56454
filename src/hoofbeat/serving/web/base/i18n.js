// The language of the page. Nothing but the choice of it is ever kept in the browser.

import { h } from "./dom.js";
import * as languages from "../words/all.js";

const KEPT = "hoofbeat.language";
const FALLBACK = "en"; // everything has a name in it

let current = kept() ?? preferred() ?? FALLBACK;

function kept() {
  try {
    const language = localStorage.getItem(KEPT);
    return language in languages ? language : null;
  } catch {
    return null; // storage may be forbidden: the browser's language then decides each time
  }
}

/** The browser's language, if the page has it. */
function preferred() {
  const [language] = navigator.language.toLowerCase().split("-");
  return language in languages ? language : null;
}

/** The language in use: "en", "es", "pt". */
export const language = () => current;

/** The dictionary in use. */
export const t = () => languages[current].words;

/** The language in which the service is asked: its "search" and its model "card" know fewer than the page. */
export const languageFor = (service) => languages[current].service[service];

/** Switch the language and remember it. */
export function setLanguage(next) {
  current = next;
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // not remembered, and nothing else is lost
  }
}

/** A text that is there by language, in the one in use where it is known, else in English. */
export const said = (texts) => texts[current] ?? texts[FALLBACK];

/** The name of anything with `names`. */
export const nameOf = (thing) => said(thing.names);

/** Its English name, where the reader sees another. */
export const englishName = (thing) => (current !== FALLBACK && current in thing.names ? thing.names[FALLBACK] : null);

/** The language of a name that is not there in the page's own, for who has the page read out; else `null`. */
export const foreign = (thing) => (current in thing.names ? null : FALLBACK);

const choice = document.querySelector("#language");

/** The choice of the language; another one translates the page and calls `then`. */
export function startLanguages(then) {
  choice.replaceChildren(...Object.entries(languages).map(([tag, { name }]) => h("option", { value: tag, lang: tag }, name)));
  choice.addEventListener("change", () => (setLanguage(choice.value), then()));
}

/** Write the dictionary into every element marked `data-i18n*`. */
export function translatePage(root = document) {
  document.documentElement.lang = current;
  for (const element of root.querySelectorAll("[data-i18n]")) element.textContent = t()[element.dataset.i18n];
  for (const element of root.querySelectorAll("[data-i18n-label]"))
    element.setAttribute("aria-label", t()[element.dataset.i18nLabel]);
  for (const element of root.querySelectorAll("[data-i18n-title]")) element.title = t()[element.dataset.i18nTitle];
  for (const element of root.querySelectorAll("[data-i18n-placeholder]"))
    element.placeholder = t()[element.dataset.i18nPlaceholder];
  choice.value = current;
}
