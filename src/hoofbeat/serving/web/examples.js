// Two example cases, by HPO id: their names come from the bundle, in the reader's language.

import { searchFindings } from "./api.js";
import { languageFor } from "./i18n.js";
import { change } from "./state.js";

const EXAMPLES = {
  common: {
    age: 67,
    sex: "male",
    observed: ["HP:0001945", "HP:0012735", "HP:0031245", "HP:0002094", "HP:0100749"],
    excluded: ["HP:0002105"],
  },
  orphan: {
    age: 16,
    sex: "male",
    observed: ["HP:0001166", "HP:0001083", "HP:0002616", "HP:0000098", "HP:0000767"],
    excluded: ["HP:0001249"],
  },
};

/** Put an example in place of the case; findings this bundle does not know are left out. */
export async function loadExample(name) {
  const { age, sex, observed, excluded } = EXAMPLES[name];
  const found = await Promise.all(
    [...observed, ...excluded].map(async (id) => {
      const [hit] = await searchFindings(id, languageFor("search"), undefined, 1);
      return hit && { id: hit.id, names: hit.names, excluded: excluded.includes(id) };
    }),
  );
  change({ findings: found.filter(Boolean), measurements: [], age, ageUnit: "years", sex });
}
