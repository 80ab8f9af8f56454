// Who answers while the service cannot be reached, if anybody: an engine in this browser, for a few addresses.

/** What it answers; anything else waits for the service. */
const ADDRESSES = new Set(["/v1/differential", "/v1/findings", "/v1/model"]);

let ask = null; // (method, address, body, signal) → a promise of the JSON
let version = null;
let first = false;
const answers = new WeakSet();
const changes = new Set();
const steps = new Set();

const pathOf = (address) => `/${address.split("?")[0]}`;

/** Call this whenever there is one, or another. */
export const onStandIn = (act) => changes.add(act);

/** Call this whenever it answered, for the service did not. */
export const onStepIn = (act) => steps.add(act);

/** Let somebody answer from now on, with the model of this version. */
export function takeStandIn(by, model) {
  [ask, version] = [by, model];
  for (const act of changes) act();
}

/** The version of the model that stands in; `null` where nobody does. */
export const standInVersion = () => version;

/** Whether it is asked first, for the service is known not to answer. */
export const standsIn = () => first && version !== null;

export const askStandInFirst = (on) => (first = on);

/** Whether it answers this address, such as "/v1/findings". */
export const canStandIn = (address) => version !== null && ADDRESSES.has(address);

/** Whether an answer is its own. */
export const isOfStandIn = (answer) => answers.has(answer);

/** Its answer; `undefined` where it has none to give. */
export async function instead(address, { method = "GET", body, signal } = {}) {
  if (!canStandIn(pathOf(address))) return undefined;
  const answer = await ask(method, address, body && JSON.parse(body), signal);
  answers.add(answer);
  for (const act of steps) act();
  return answer;
}
