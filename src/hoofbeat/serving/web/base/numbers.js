// Numbers as people write them: with a point or a comma, whatever the language of the browser is. The browser's own
// number fields read "2,5" as 25 where its language writes a point.

const PLAIN = /^[+-]?(\d+[.,]?\d*|[.,]\d+)$/;
const MARKS = /[.,' \u00a0\u202f]/g;
const ONLY_NUMBER = /^[+-]?[\d.,' \u00a0\u202f]+$/;
const MAY_GROUP = /^[+-]?[1-9]\d{0,2}[.,' \u00a0\u202f]\d{3}$/;

/** A number with at most one mark, which is the decimal one: "2,5" and "2.5" are two and a half. `NaN` for anything else. */
export function readDecimal(text) {
  const bare = text.trim();
  return PLAIN.test(bare) ? Number(bare.replace(",", ".")) : NaN;
}

/**
 * A measured number, `{ value }`, or why it is none: `{ problem }`, "grouped" where marks may group thousands ("1.234",
 * "1,234.5": a thousand times more or less, which nobody should guess), else "unreadable".
 */
export function readQuantity(text) {
  const bare = text.trim();
  const marks = bare.match(MARKS)?.length ?? 0;
  if (marks > 1 || MAY_GROUP.test(bare)) return { problem: ONLY_NUMBER.test(bare) ? "grouped" : "unreadable" };
  const value = readDecimal(bare);
  return Number.isNaN(value) ? { problem: "unreadable" } : { value };
}
