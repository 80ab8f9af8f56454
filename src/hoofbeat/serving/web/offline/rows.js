// The rows that the graphs read: age, sex and circumstances as `circumstances.py` and `numbers.py` have them.

/** The row of each kind of circumstances that a case stands in. */
export function circumstanceRows(asked, { ages, typical, rows }) {
  const told = {
    age: asked.age === null ? null : typical[ages.filter((start) => start <= asked.age).length],
    sex: rows.sex.includes(asked.sex) ? asked.sex : null,
    pregnancy: asked.sex === "male" ? false : asked.pregnant,
    course: asked.course,
    setting: asked.setting,
    region: asked.region,
  };
  let start = 0;
  return Object.entries(rows).map(([kind, values]) => {
    const place = start + values.indexOf(told[kind]);
    start += values.length;
    return place;
  });
}

/** Age and sex, and of every number that nobody told that it is unknown. */
export function numberRow(asked, { demographics, numbers }) {
  const person = { age: asked.age ?? NaN, sex_female: Number(asked.sex === "female"), sex_male: Number(asked.sex === "male") };
  return Float32Array.from([...demographics.map((name) => person[name]), ...numbers.map(() => NaN), ...numbers.map(() => 0)]);
}
