// The two languages of the page. Nothing but the choice of language is ever kept in the browser.

const en = {
  skip: "Skip to the differential",
  tagline: "Common and rare diseases in one differential",
  language: "Language",
  case: "The case",
  clear: "Start over",
  age: "Age",
  ageUnit: "Unit of age",
  years: "years",
  months: "months",
  weeks: "weeks",
  days: "days",
  count: (n, unit) => `${n} ${n === 1 ? unit.slice(0, -1) : unit}`,
  ageProblem: "An age between 0 and 130 years, such as 45, 2.5 or 8 months.",
  sex: "Sex",
  female: "Female",
  male: "Male",
  unstated: "Not stated",
  findings: "Clinical findings",
  searchHint: "fever, no cough, glucose 420…",
  suggestions: "Suggestions",
  suggestionCount: (n) => (n === 1 ? "1 suggestion" : `${n} suggestions`),
  nothingFound: "No finding by that name. Try another word, or part of it.",
  alsoCalled: (text) => `matches “${text}”`,
  alreadyThere: "added",
  didYouMean: "Did you mean…?",
  asMeasurement: "measurement",
  measurements: "Measurements",
  valueOf: (name) => `${name}: value`,
  unitOf: (name) => `${name}: unit`,
  valueProblem: {
    grouped: "Thousands or decimals? Write 1234 without a mark, or not exactly three decimals: 1.23.",
    unreadable: "A number, such as 420 or 7.1. Until then this measurement does not count.",
  },
  present: "Present",
  absent: "Absent",
  remove: (name) => `Remove ${name}`,
  stateOf: (name) => `${name}: present or absent`,
  thin: "With fewer than three findings the order rests mostly on how common each disease is. Add what else you found, also what you looked for and is absent.",
  examples: "Examples:",
  exampleCommon: "Fever and cough",
  exampleOrphan: "Tall, dislocated lens",
  differential: "Differential",
  grouped: "Group subtypes",
  show: "Show",
  print: "Print",
  emptyTitle: "Which horse, or which zebra?",
  emptySteps: [
    "Search the findings, one by one. English and Spanish both work, and so do HPO codes.",
    "Mark what you looked for and did not find as absent.",
    "Add age and sex. The differential follows every change.",
  ],
  computing: "Ranking…",
  ranked: (n) => `${n} diseases ranked`,
  rankedInLines: (n, lines) => `${n} diseases ranked, in ${lines} ${lines === 1 ? "line" : "lines"}`,
  orphan: "Rare",
  common: "Common",
  orphanHint: "Orphan disease: fewer than 1 in 2,000",
  commonHint: "Common disease",
  prevalence: "Prevalence",
  icd: "ICD-10",
  subtypes: (n) => (n === 1 ? "and 1 subtype" : `and ${n} subtypes`),
  wholeGroup: (share) => `the whole group: ${share}`,
  why: "Why",
  whyOf: (name) => `What speaks for and against ${name}`,
  against: "against",
  for: "for",
  sum: "Sum",
  explained: "Each bar multiplies the odds of this disease: ×2 doubles them, ÷2 halves them. The numbers are natural logarithms; they add up to the score.",
  without: (name) => `No ${name.charAt(0).toLowerCase()}${name.slice(1)}`,
  missing: "Expected, not stated",
  ofPatients: (share) => `in ${share}`,
  unexplained: "Not explained by it",
  askNext: "Ask next",
  askWhy: "What would tell the leading diseases apart.",
  settled: "Further questions would change little.",
  cautionTitle: "Do not rely on this order yet",
  setEnds: (share) => `In ${share} of patients like this one the disease is above this line, if the catalogue knows it`,
  setBeyond: (share, n) => `In ${share} of patients like this one the disease is among the first ${n}, if the catalogue knows it.`,
  setRanks: (share, n) => `In ${share} of patients like this one the disease has rank 1${n > 1 ? ` to ${n}` : ""}, if the catalogue knows it. Ranks count diseases one by one, not groups.`,
  others: (n) => `The other ${n} diseases together`,
  unlikely: "< 0.1 %",
  warningsTitle: "Please note",
  warnings: [
    [/^((?:H[PB]|SITE):\S+) is not known/, (id) => `${id} is not known to this model and was set aside.`],
    [/^(\S+): impossible/, (id) => `${id} was set aside: the value is impossible, no living patient can have it.`],
    [/^reference ranges for (\S+) m above/, (metres) => `Reference ranges are those for ${metres} m above sea level.`],
    [/^(\S+) is no column.*the age, which is not given/, (id) => `${id}: no finding follows without the age, which its reference range depends on.`],
    [/^(\S+) is no column.*the sex is not given/, (id) => `${id}: no finding follows without the sex, which its reference range depends on.`],
    [/^(\S+) is no column.*has no (?:upper|lower) limit at this age/, (id) => `${id}: its reference range has no limit on that side at this age; no finding follows, although the value is out of the ordinary at others.`],
    [/^(\S+) is no column.*within its reference range\)/, (id) => `${id} is within its reference range: no finding follows.`],
    [/^(\S+) is no column.*no reference range for this age/, (id) => `${id}: no reference range for this age is at hand; no finding follows.`],
    [/^(\S+): the unit cannot be converted/, (id) => `${id}: the unit cannot be converted to the usual one.`],
    [/^(\S+): several values: the last/, (id) => `${id} was given several times: the last value counts.`],
    [/^\S+: oxygen is not recorded/, () => "Early warning score: oxygen is not recorded; room air was assumed."],
    [/^\S+: consciousness is not recorded/, () => "Early warning score: consciousness is not recorded; alert was assumed."],
    [/^(\S+) is no column of this model/, (id) => `${id}: neither the value nor a finding from it is known to this model; it was set aside.`],
    [/^(\S+) is given in another unit than this model's (\S+):/, (id, unit) => `${id} was set aside: this model reads it in ${unit} alone.`],
    [/^No observed finding/, () => "No finding is marked present: the order rests on what is absent and on how common each disease is."],
  ],
  refusals: [
    [/^None of the findings is known/, () => "This model knows none of these findings. Add another finding."],
    [/^The case has no finding.*give the age/, () => "No finding follows from the measurements. Give the age: reference ranges depend on it."],
    [/^The case has no finding/, () => "No finding follows from the measurements. Add a finding."],
  ],
  unitRefused: (name) => `${name}: this unit is unknown, or is none of this quantity. Write it as mg/dL, mmol/L, Cel …`,
  failedTitle: "The differential could not be computed",
  offline: "The service does not answer. Is it still running?",
  retry: "Try again",
  modelLine: (version, date) => `Model ${version}${date ? ` · knowledge of ${date}` : ""}`,
  counts: (diseases, rare) => `${diseases} diseases, ${rare} of them rare`,
  disclaimer: "Decision support, not a diagnosis.",
  privacy: "Nothing you type is stored, and nothing leaves this service.",
  docs: "API",
  card: "Model card",
  printed: (when) => `Printed ${when}`,
};

const es = {
  skip: "Ir al diagnóstico diferencial",
  tagline: "Enfermedades comunes y raras en un solo diferencial",
  language: "Idioma",
  case: "El caso",
  clear: "Empezar de nuevo",
  age: "Edad",
  ageUnit: "Unidad de la edad",
  years: "años",
  months: "meses",
  weeks: "semanas",
  days: "días",
  count: (n, unit) => `${n} ${n === 1 ? { years: "año", months: "mes", days: "día" }[unit] : es[unit]}`,
  ageProblem: "Una edad entre 0 y 130 años, por ejemplo 45, 2,5 u 8 meses.",
  sex: "Sexo",
  female: "Mujer",
  male: "Hombre",
  unstated: "Sin indicar",
  findings: "Hallazgos clínicos",
  searchHint: "fiebre, sin tos, glucosa 420…",
  suggestions: "Sugerencias",
  suggestionCount: (n) => (n === 1 ? "1 sugerencia" : `${n} sugerencias`),
  nothingFound: "Ningún hallazgo con ese nombre. Pruebe otra palabra o parte de ella.",
  alsoCalled: (text) => `coincide con «${text}»`,
  alreadyThere: "añadido",
  didYouMean: "¿Quiso decir…?",
  asMeasurement: "medición",
  measurements: "Mediciones",
  valueOf: (name) => `${name}: valor`,
  unitOf: (name) => `${name}: unidad`,
  valueProblem: {
    grouped: "¿Miles o decimales? Escriba 1234 sin separador, o un número de decimales distinto de tres: 1,23.",
    unreadable: "Un número, por ejemplo 420 o 7,1. Mientras tanto esta medición no cuenta.",
  },
  present: "Presente",
  absent: "Ausente",
  remove: (name) => `Quitar ${name}`,
  stateOf: (name) => `${name}: presente o ausente`,
  thin: "Con menos de tres hallazgos, el orden depende sobre todo de lo frecuente que es cada enfermedad. Añada lo demás que haya encontrado, y también lo que buscó y está ausente.",
  examples: "Ejemplos:",
  exampleCommon: "Fiebre y tos",
  exampleOrphan: "Ectopia del cristalino",
  differential: "Diagnóstico diferencial",
  grouped: "Agrupar subtipos",
  show: "Mostrar",
  print: "Imprimir",
  emptyTitle: "¿Caballo o cebra?",
  emptySteps: [
    "Busque los hallazgos, uno a uno. Valen el español, el inglés y los códigos HPO.",
    "Marque como ausente lo que buscó y no encontró.",
    "Añada edad y sexo. El diferencial sigue cada cambio.",
  ],
  computing: "Ordenando…",
  ranked: (n) => `${n} enfermedades ordenadas`,
  rankedInLines: (n, lines) => `${n} enfermedades ordenadas, en ${lines} ${lines === 1 ? "línea" : "líneas"}`,
  orphan: "Rara",
  common: "Común",
  orphanHint: "Enfermedad huérfana: menos de 1 de cada 2.000 personas",
  commonHint: "Enfermedad común",
  prevalence: "Prevalencia",
  icd: "CIE-10",
  subtypes: (n) => (n === 1 ? "y 1 subtipo" : `y ${n} subtipos`),
  wholeGroup: (share) => `todo el grupo: ${share}`,
  why: "Por qué",
  whyOf: (name) => `Qué habla a favor y en contra de ${name}`,
  against: "en contra",
  for: "a favor",
  sum: "Suma",
  explained: "Cada barra multiplica la posibilidad de esta enfermedad: ×2 la dobla, ÷2 la reduce a la mitad. Los números son logaritmos naturales; su suma es la puntuación.",
  without: (name) => `Sin ${name.charAt(0).toLowerCase()}${name.slice(1)}`,
  missing: "Esperables, sin indicar",
  ofPatients: (share) => `en el ${share}`,
  unexplained: "No explicados por ella",
  askNext: "Qué preguntar ahora",
  askWhy: "Lo que mejor separa las primeras enfermedades.",
  settled: "Más preguntas cambiarían poco.",
  cautionTitle: "Todavía no se fíe de este orden",
  setEnds: (share) => `En el ${share} de los pacientes así la enfermedad está por encima de esta línea, si el catálogo la conoce`,
  setBeyond: (share, n) => `En el ${share} de los pacientes así la enfermedad está entre las ${n} primeras, si el catálogo la conoce.`,
  setRanks: (share, n) => `En el ${share} de los pacientes así la enfermedad ocupa ${n > 1 ? `uno de los puestos 1 a ${n}` : "el puesto 1"}, si el catálogo la conoce. Los puestos cuentan enfermedades una a una, no grupos.`,
  others: (n) => `Las otras ${n} enfermedades juntas`,
  unlikely: "< 0,1 %",
  warningsTitle: "Tenga en cuenta",
  warnings: [
    [/^((?:H[PB]|SITE):\S+) is not known/, (id) => `Este modelo no conoce ${id}; no se ha tenido en cuenta.`],
    [/^(\S+): impossible/, (id) => `${id} no se ha tenido en cuenta: el valor es imposible, ningún paciente vivo puede tenerlo.`],
    [/^reference ranges for (\S+) m above/, (metres) => `Los intervalos de referencia son los de ${metres} m sobre el nivel del mar.`],
    [/^(\S+) is no column.*the age, which is not given/, (id) => `${id}: sin la edad, de la que depende su intervalo de referencia, no da lugar a ningún hallazgo.`],
    [/^(\S+) is no column.*the sex is not given/, (id) => `${id}: sin el sexo, del que depende su intervalo de referencia, no da lugar a ningún hallazgo.`],
    [/^(\S+) is no column.*has no (?:upper|lower) limit at this age/, (id) => `${id}: su intervalo de referencia no tiene límite por ese lado a esta edad; no da lugar a ningún hallazgo, aunque el valor sería anormal a otras.`],
    [/^(\S+) is no column.*within its reference range\)/, (id) => `${id} está dentro de su intervalo de referencia: no da lugar a ningún hallazgo.`],
    [/^(\S+) is no column.*no reference range for this age/, (id) => `${id}: no hay un intervalo de referencia para esta edad; no da lugar a ningún hallazgo.`],
    [/^(\S+): the unit cannot be converted/, (id) => `${id}: la unidad no se puede convertir a la habitual.`],
    [/^(\S+): several values: the last/, (id) => `${id} se ha dado varias veces: cuenta el último valor.`],
    [/^\S+: oxygen is not recorded/, () => "Puntuación de alerta temprana: no consta el oxígeno; se ha supuesto aire ambiente."],
    [/^\S+: consciousness is not recorded/, () => "Puntuación de alerta temprana: no consta la consciencia; se ha supuesto alerta."],
    [/^(\S+) is no column of this model/, (id) => `${id}: este modelo no lee el valor, y no da lugar a ningún hallazgo; no se ha tenido en cuenta.`],
    [/^(\S+) is given in another unit than this model's (\S+):/, (id, unit) => `${id} no se ha tenido en cuenta: este modelo lo lee solo en ${unit}.`],
    [/^No observed finding/, () => "Ningún hallazgo está marcado como presente: el orden depende de lo ausente y de lo frecuente que es cada enfermedad."],
  ],
  refusals: [
    [/^None of the findings is known/, () => "Este modelo no conoce ninguno de estos hallazgos. Añada otro hallazgo."],
    [/^The case has no finding.*give the age/, () => "De las mediciones no se deduce ningún hallazgo. Indique la edad: los intervalos de referencia dependen de ella."],
    [/^The case has no finding/, () => "De las mediciones no se deduce ningún hallazgo. Añada un hallazgo."],
  ],
  unitRefused: (name) => `${name}: la unidad no se conoce o no corresponde a esta medición. Escríbala como mg/dL, mmol/L, Cel …`,
  failedTitle: "No se pudo calcular el diferencial",
  offline: "El servicio no responde. ¿Sigue en marcha?",
  retry: "Reintentar",
  modelLine: (version, date) => `Modelo ${version}${date ? ` · conocimiento de ${date}` : ""}`,
  counts: (diseases, rare) => `${diseases} enfermedades, ${rare} de ellas raras`,
  disclaimer: "Apoyo a la decisión, no un diagnóstico.",
  privacy: "Nada de lo que escribe se guarda ni sale de este servicio.",
  docs: "API",
  card: "Ficha del modelo",
  printed: (when) => `Impreso el ${when}`,
};

const dictionaries = { en, es };
const KEPT = "hoofbeat.language";

let current = kept() ?? (navigator.language.toLowerCase().startsWith("es") ? "es" : "en");

function kept() {
  try {
    const language = localStorage.getItem(KEPT);
    return language in dictionaries ? language : null;
  } catch {
    return null; // storage may be forbidden: the browser's language then decides each time
  }
}

/** The language in use: "en" or "es". */
export const language = () => current;

/** The dictionary in use. */
export const t = () => dictionaries[current];

/** Switch the language and remember it. */
export function setLanguage(next) {
  current = next;
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // not remembered, and nothing else is lost
  }
}

/** The name of anything with `name` and `name_es`, in the language in use where known. */
export const nameOf = (thing) => (current === "es" && thing.name_es) || thing.name;

/** Write the dictionary into every element marked `data-i18n*`. */
export function translatePage(root = document) {
  document.documentElement.lang = current;
  for (const element of root.querySelectorAll("[data-i18n]")) element.textContent = t()[element.dataset.i18n];
  for (const element of root.querySelectorAll("[data-i18n-label]"))
    element.setAttribute("aria-label", t()[element.dataset.i18nLabel]);
  for (const element of root.querySelectorAll("[data-i18n-placeholder]"))
    element.placeholder = t()[element.dataset.i18nPlaceholder];
  for (const button of root.querySelectorAll("[data-lang]"))
    button.setAttribute("aria-pressed", String(button.dataset.lang === current));
}
