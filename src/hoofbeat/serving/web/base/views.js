// The views of the page: the workbench, the report, the kept cases. The address says which, so that "back" goes back.

const views = new Map([...document.querySelectorAll("main[data-view]")].map((main) => [main.dataset.view, main]));

const WORKBENCH = "workbench";

const entering = new Map(); // view → what draws it

/** Which view is shown. */
export const viewNow = () => [...views].find(([, main]) => !main.hidden)[0];

/** Call this whenever the view is opened. */
export const onEnter = (view, draw) => entering.set(view, draw);

/** Open a view. */
export function goTo(view) {
  // The workbench has no name in the address: what it shows cannot be opened by one.
  if (view === WORKBENCH) history.pushState(null, "", location.pathname + location.search);
  else location.hash = view;
  show();
}

function show() {
  const asked = location.hash.slice(1);
  const view = views.has(asked) ? asked : WORKBENCH;
  if (view === viewNow()) return;
  for (const [name, main] of views) main.hidden = name !== view;
  document.body.dataset.view = view;
  entering.get(view)?.();
  window.scrollTo(0, 0);
  views.get(view).querySelector("h2")?.focus();
}

/** Follow the address. */
export function startViews() {
  document.body.dataset.view = WORKBENCH;
  window.addEventListener("hashchange", show);
  window.addEventListener("popstate", show);
  show();
}
