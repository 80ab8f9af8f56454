// What this service offers. What it lacks, an older or a smaller one, the page does not show.

import { service } from "./api.js";
import { cut } from "./connection.js";
import { canStandIn, standsIn } from "./standin.js";

let addresses = null;

/** Ask what there is. */
export async function learnOffers() {
  try {
    addresses = new Set((await service()).addresses);
  } catch (error) {
    if (!error.status) cut();
  }
}

/** Whether there is this address now, such as "/v1/extraction": who stands in for the service has few. */
export const offers = (address) => (standsIn() ? canStandIn(address) : (addresses?.has(address) ?? false));

/** Hide every element marked `data-needs` that needs what is not there. */
export function hideWhatIsMissing(root = document) {
  for (const element of root.querySelectorAll("[data-needs]")) element.hidden = !element.dataset.needs.split(" ").some(offers);
}
