// A field with suggestions, as ARIA has it: what is typed is looked for, and one of what is found is chosen.

import { debounced, h } from "./dom.js";
import { t } from "./i18n.js";
import { refusal } from "./refusals.js";

let count = 0;

/**
 * A field that suggests.
 *
 * @param label what is looked for
 * @param find (text, signal) → what is found, best first; may be asynchronous
 * @param line what is found → the content of its line
 * @param choose called with what was chosen; the field is then empty
 * @param hint shown in the empty field
 * @param delay milliseconds of rest before it is looked for
 */
export function combobox({ label, find, line, choose, hint = "", delay = 100 }) {
  const id = `combobox-${(count += 1)}`;
  const list = h("ul", { id, role: "listbox", class: "suggestions", "aria-label": t().suggestions, hidden: true });
  const status = h("p", { class: "visually-hidden", role: "status" });
  const input = h("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: false,
    maxLength: 200,
    placeholder: hint,
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
  });
  let found = [];
  let active = -1;
  let pending = null;
  let entered = false;

  const close = () => {
    found = [];
    active = -1;
    entered = false;
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (item) => {
    input.value = "";
    close();
    choose(item);
  };
  const mark = () => {
    [...list.children].forEach((row, position) => row.setAttribute("aria-selected", String(position === active)));
    if (active < 0) return;
    input.setAttribute("aria-activedescendant", `${id}-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  };
  const show = (rows) => {
    list.replaceChildren(...rows);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  const note = (text) => show([h("li", { class: "none", role: "presentation" }, text)]);
  const option = (item, position) =>
    h("li", { id: `${id}-${position}`, role: "option", onmousedown: (event) => event.preventDefault(), onclick: () => take(item) }, line(item));

  const search = async () => {
    const text = input.value.trim();
    pending?.abort();
    if (!text) return close();
    const mine = (pending = new AbortController());
    let items;
    try {
      items = await find(text, mine.signal);
    } catch (error) {
      if (error.name !== "AbortError") note(refusal(error)[0]);
      return;
    }
    if (mine !== pending || text !== input.value.trim()) return;
    found = items;
    active = found.length ? 0 : -1;
    if (entered && found.length) return take(found[0]);
    status.textContent = found.length ? t().suggestionCount(found.length) : t().nothingFound;
    if (!found.length) return note(t().nothingFound);
    show(found.map(option));
    mark();
  };
  const later = debounced(search, delay);

  input.addEventListener("input", () => {
    found = [];
    active = -1;
    entered = false;
    later();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      event.preventDefault();
      if (!found.length) return void search();
      active = (active + moves[event.key] + found.length) % found.length;
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (active >= 0) return take(found[active]);
      entered = true;
      void search();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // of a dialog around it, the first Escape closes the list alone
      event.stopPropagation();
      close();
    }
  });
  return h("div", { class: "combobox" }, input, list, status);
}
