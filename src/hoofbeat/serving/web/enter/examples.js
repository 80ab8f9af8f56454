// Example cases, by HPO id: their names come from the bundle, in the reader's language.

import { searchFindings } from "../base/api.js";
import { languageFor } from "../base/i18n.js";
import { startOver } from "../base/state.js";
import { resetFields } from "./case.js";

// Each with where it is asked: what is common comes to primary care, what is rare has been sent on.
const EXAMPLES = {
  dysuria: {
    age: 26,
    sex: "female",
    setting: "primary-care",
    course: "acute",
    pregnant: false,
    observed: ["HP:0100518", "HP:0000790", "HP:0100515", "HP:0001945"],
    excluded: [],
  },
  cough: {
    age: 67,
    sex: "male",
    setting: "primary-care",
    course: "acute",
    observed: ["HP:0001945", "HP:0012735", "HP:0031245", "HP:0033771", "HP:0002094"],
    excluded: ["HP:0002105"],
  },
  barking: {
    age: 2,
    sex: "male",
    setting: "primary-care",
    course: "acute",
    observed: ["HP:0033121", "HP:0010307", "HP:0001609", "HP:0001945"],
    excluded: [],
  },
  dengue: {
    age: 31,
    sex: "female",
    setting: "primary-care",
    region: "latin-america",
    course: "acute",
    observed: ["HP:0001945", "HP:0002315", "HP:0200026", "HP:0003326", "HP:0000988", "HP:0001873"],
    excluded: ["HP:0012735"],
  },
  lens: {
    age: 16,
    sex: "male",
    setting: "genetics",
    observed: ["HP:0001166", "HP:0001083", "HP:0002616", "HP:0000098", "HP:0000767"],
    excluded: ["HP:0001249"],
  },
  burning: {
    age: 34,
    sex: "male",
    setting: "genetics",
    observed: ["HP:0031006", "HP:0001014", "HP:0000966", "HP:0000093"],
    excluded: [],
  },
};

/** Put an example in place of the case; findings this bundle does not know are left out. */
export async function loadExample(name) {
  const { observed, excluded, ...patient } = EXAMPLES[name];
  const found = await Promise.all(
    [...observed, ...excluded].map(async (id) => {
      const [hit] = await searchFindings(id, languageFor("search"), undefined, 1);
      return hit && { id: hit.id, names: hit.names, excluded: excluded.includes(id), onset: null };
    }),
  );
  resetFields();
  startOver({ findings: found.filter(Boolean), region: null, ...patient });
}
