// The proposals beside their words: one key or one press each, then what was confirmed goes into the case.

import { h } from "../base/dom.js";
import { foreign, nameOf, t } from "../base/i18n.js";
import { ageText } from "../enter/onset.js";
import { written } from "../enter/quantity.js";
import { unitText } from "../enter/units.js";
import { drawMarks, markedNote } from "./marked.js";
import { asProposed, confirmStated, decide, enter, isConfirmed, isStated } from "./proposals.js";

/** What a proposal says. */
function said(one) {
  if (one.kind === "age") return `${t().age}: ${ageText(one.years)}`;
  if (one.kind === "sex") return `${t().sex}: ${t()[one.sex]}`;
  if (one.kind === "measurement") return `${nameOf(one)}: ${written(one.value)} ${unitText(one.unit)}`.trim();
  return nameOf(one);
}

const choices = (one) =>
  one.kind === "finding"
    ? [["present", t().present], ["absent", t().absent], ["refused", t().refuse]]
    : [["take", t().take], ["refused", t().refuse]];

/** Which decision a key means for a proposal. */
function decisionOf(key, one) {
  const finding = one.kind === "finding";
  const keys = { p: finding ? "present" : "take", a: finding ? "absent" : null, x: "refused", delete: "refused", backspace: "refused" };
  return keys[key.toLowerCase()] ?? null;
}

/** Draw the review of a note in the body of the dialog. */
export function review(body, { text, found, read, close, again, back }) {
  let current = null;
  const note = markedNote(text, read, (one) => focus(one));
  const rows = new Map(read.map((one) => [one, row(one)]));
  const stated = read.filter(isStated);
  const apart = read.filter((one) => !isStated(one));
  const count = h("span", { role: "status" });
  const add = h("button", { type: "button", class: "primary", onclick: () => finish() });

  function row(one) {
    const words = one.spans.map(({ start, end }) => Array.from(text).slice(start, end).join(""));
    const buttons = choices(one).map(([decision, label]) =>
      h("button", { type: "button", "data-decision": decision, class: decision === asProposed(one) ? "proposed" : null, onclick: () => settle(one, decision) }, label),
    );
    return h(
      "li",
      { class: `proposal ${one.status}`, "data-key": one.key, onfocusin: () => show(one) },
      h("div", { class: "what" }, h("strong", { lang: one.kind === "finding" && foreign(one) }, said(one)), one.kind === "finding" && h("span", { class: "status" }, t().statuses[one.status]), one.contradicted && h("span", { class: "status warn" }, t().contradicted)),
      h("q", {}, words.join(" … ")),
      h("span", { class: "states", role: "group", "aria-label": said(one) }, buttons),
    );
  }

  function show(one) {
    current = one;
    drawMarks(note, current);
  }

  const focus = (one) => rows.get(one)?.querySelector(".proposed").focus();

  function settle(one, decision) {
    decide(read, one, decision);
    draw();
    const order = [...stated, ...apart];
    const later = [...order.slice(order.indexOf(one) + 1), ...order].find((other) => other.decision === null && (isStated(other) || !isStated(one)));
    if (one.decision !== null && later) focus(later);
    else if (one.decision !== null) add.focus();
  }

  function draw() {
    for (const [one, line] of rows) {
      line.classList.toggle("decided", one.decision !== null);
      line.classList.toggle("refused", one.decision === "refused");
      for (const button of line.querySelectorAll("[data-decision]")) button.setAttribute("aria-pressed", String(button.dataset.decision === one.decision));
    }
    const confirmed = read.filter(isConfirmed).length;
    add.textContent = t().addConfirmed(confirmed);
    add.disabled = confirmed === 0;
    count.textContent = t().undecided(read.filter((one) => one.decision === null).length);
    drawMarks(note, current);
  }

  function finish() {
    enter(read);
    close();
    document.querySelector("#query").focus();
  }

  function onKey(event) {
    const line = event.target.closest(".proposal");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return void (add.disabled || finish());
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const order = [...stated, ...apart];
    const one = read.find(({ key }) => key === line.dataset.key);
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const decision = decisionOf(event.key, one);
    if (!move && !decision) return;
    event.preventDefault();
    if (decision) settle(one, decision);
    else focus(order[(order.indexOf(one) + move + order.length) % order.length]);
  }

  const group = (title, hint, items) =>
    items.length > 0 && h("section", {}, h("h3", {}, title), hint && h("p", { class: "hint" }, hint), h("ul", {}, items.map((one) => rows.get(one))));
  const language = h(
    "select",
    { "aria-label": t().noteLanguage, onchange: () => again(language.value) },
    Object.entries(t().noteLanguages).map(([tag, name]) => h("option", { value: tag, selected: tag === found.language }, name)),
  );
  body.replaceChildren(
    h("div", { class: "review", onkeydown: onKey },
      h("div", { class: "side" }, h("div", { class: "row" }, h("label", {}, t().noteLanguage, " ", language), h("button", { type: "button", class: "quiet", onclick: back }, t().editNote)), note),
      h("div", { class: "side" },
        read.length
          ? [h("div", { class: "row" }, h("button", { type: "button", class: "quiet", onclick: () => (confirmStated(read), draw(), add.focus()) }, t().confirmStated), count), h("p", { class: "keys" }, t().proposalKeys), h("div", { class: "proposals" }, group(t().statedInNote, null, stated), group(t().apartInNote, t().apartHint, apart))]
          : h("p", { class: "hint" }, t().nothingRead),
      ),
    ),
    h("div", { class: "dialog-actions" }, h("span", { class: "hint" }, t().nothingUnconfirmed), add),
  );
  draw();
  const first = stated[0] ?? apart[0];
  if (first) focus(first);
}
