// Numbers as the reader's language writes them.

import { language, t } from "./i18n.js";

/** A probability as a percentage: "42 %", "3.1 %", "under 0.1 %". */
export function percent(probability) {
  if (probability < 0.001) return t().unlikely;
  const digits = probability < 0.0995 ? 1 : 0;
  // A certainty that is none is not rounded up to one.
  const shown = probability > 0.99 && probability < 1 ? Math.min(probability * 100, 99.9) : probability * 100;
  return `${number(shown, probability > 0.99 ? 1 : digits)} %`;
}

/** A number with that many decimals. */
export const number = (value, digits = 0) =>
  value.toLocaleString(language(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: "always",
  });

/** A sum of evidence in nats, with its sign. */
export const signed = (value) => `${value < 0 ? "−" : "+"}${number(Math.abs(value), 2)}`;

/** What a number of nats does to the odds: "×7.4", "×0.2". */
export function factor(nats) {
  const times = Math.exp(nats);
  if (times >= 10_000) return t().times(">10⁴");
  if (times < 0.0001) return t().times("<10⁻⁴");
  const digits = times >= 10 ? 0 : times >= 0.1 ? 1 : times >= 0.01 ? 2 : 4;
  return t().times(number(times, digits));
}

/** A date as a person writes it; whatever is no date comes back as it was. */
export function date(text) {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text ?? "")?.[0];
  if (!day) return text ?? "";
  return new Date(`${day}T12:00:00`).toLocaleDateString(language(), { dateStyle: "long" });
}
