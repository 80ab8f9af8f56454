// Numbers as the reader's language writes them.

import { language, t } from "./i18n.js";

/** A probability as a percentage: "42 %", "3.1 %", "< 0.1 %". */
export function percent(probability) {
  if (probability < 0.001) return t().unlikely;
  const digits = probability < 0.0995 ? 1 : 0;
  // A certainty that is none is not rounded up to one.
  const shown = probability > 0.99 && probability < 1 ? Math.min(probability * 100, 99.9) : probability * 100;
  return `${number(shown, probability > 0.99 ? 1 : digits)} %`;
}

const formats = new Map(); // to make one takes a browser longer than to draw a row

/** A number with that many decimals. */
export function number(value, digits = 0) {
  const key = `${language()} ${digits}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language(), { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: "always" }));
  return formats.get(key).format(value);
}

/** A sum of evidence in nats, with its sign. */
export const signed = (value) => (isNothing(value) ? "0" : `${value < 0 ? "−" : "+"}${number(Math.abs(value), 2)}`);

/** Whether evidence in nats is too little to be seen in two decimals. */
export const isNothing = (value) => Math.abs(value) < 0.005;

/** What a number of nats does to the odds: "×7.4", "÷20". */
export function factor(nats) {
  const times = Math.exp(Math.abs(nats));
  const digits = times >= 9.95 ? 0 : 1;
  if (times < 1.05) return "×1";
  return `${nats < 0 ? "÷" : "×"}${times > 1e6 ? `>${number(1e6)}` : number(times, digits)}`;
}

/** A class of prevalence in words: "1 to 5 in 10,000 people"; one that has none, as it is. */
export const prevalence = (text) => t().prevalences[text] ?? text;

/** The first date in a text, as a person writes it; a text without one comes back as it was. */
export function date(text) {
  const day = /\d{4}-\d{2}-\d{2}/.exec(text ?? "")?.[0];
  if (!day) return text ?? "";
  return new Date(`${day}T12:00:00`).toLocaleDateString(language(), { dateStyle: "long" });
}
