// Places in a sorted array.

/** The first place whose value is not before the wanted one. */
export function firstFrom(values, wanted) {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place whose value is after the given one. */
export function firstAfter(values, given) {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= given) low = middle + 1;
    else high = middle;
  }
  return low;
}

const AFTER_ALL = "\u{10ffff}";

/** From where to where stand those that begin so. */
export const beginning = (values, start) => [firstFrom(values, start), firstAfter(values, start + AFTER_ALL)];

/** Of two values the order, as `sort` takes it. */
export const ordered = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** A list of a map, made when first asked for. */
export function listOf(map, key) {
  let list = map.get(key);
  if (!list) map.set(key, (list = []));
  return list;
}
