// Building elements without ever parsing a string as HTML.

/** An element with properties (`class`, `data-*` and `aria-*` as attributes) and children (elements or text). */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && !key.includes("-")) element[key] = value;
    else element.setAttribute(key === "class" ? "class" : key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Call `action` once nothing has asked for it during `milliseconds`. */
export function debounced(action, milliseconds) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...given), milliseconds);
  };
}

const FOCUSABLE = "a[href], button:not(:disabled), input, select, textarea, summary, [tabindex='0']";

/** Replace what stands in a place; a keyboard that was there goes to what took the same place, or to the last there is. */
export function replaceKeepingFocus(place, ...children) {
  const position = place.contains(document.activeElement) ? [...place.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement) : -1;
  place.replaceChildren(...children);
  if (position < 0) return;
  const now = [...place.querySelectorAll(FOCUSABLE)];
  (now[position] ?? now.at(-1))?.focus({ preventScroll: true });
}

/** Replace what stands in a place unless it stands there already: a press under way would lose its element, and the click with it. */
export function replaceIfChanged(place, ...children) {
  const stands = place.childNodes.length === children.length && children.every((child, position) => child.isEqualNode(place.childNodes[position]));
  if (!stands) place.replaceChildren(...children);
}
