"""Why a draft says what it says, in English and Spanish, by key; both readings where there are two."""

from hoofbeat.sources.mapping.reasons_identity import IDENTITY

#: Reasons, in English and Spanish.
WHY: dict[str, tuple[str, str]] = {
    **IDENTITY,
    "empty": ("empty in every row", "vacía en todas las filas"),
    "repeats": ("repeats {column}: the model would learn the answer", "repite {column}: delataría la respuesta"),
    "free text": ("{count} different texts: dropped", "{count} textos distintos: se descarta"),
    "date": ("a date; only ages are kept", "una fecha; solo se guardan edades"),
    "birth_date": ("becomes the age, then forgotten", "se convierte en edad y se olvida"),
    "visit_date": ("becomes the age, then forgotten", "se convierte en edad y se olvida"),
    "day or month": (
        "day first or month first? both fit; see dates above",
        "¿primero el día o el mes? ambos caben; véase dates arriba",
    ),
    "ticked": (
        "ticked or blank: blank is read as no; it may also mean not asked",
        "marcada o en blanco: en blanco se lee como no; también puede ser no preguntado",
    ),
    "yes no": ("yes or no", "sí o no"),
    "finding": ("yes or no; its name is that of {id} ({name})", "sí o no; su nombre es el de {id} ({name})"),
    "near finding": ("yes or no; nearest finding: {id} ({name})", "sí o no; hallazgo más cercano: {id} ({name})"),
    "identifies": ("its values look like {kind}", "sus valores parecen {kind}"),
    "names somebody": ("names somebody: never needed", "identifica a alguien: no hace falta"),
    "pressure": ("systolic/diastolic blood pressure", "presión arterial sistólica/diastólica"),
    "measurement": ("{name} in {unit}, by name and values", "{name} en {unit}, por nombre y valores"),
    "measurement unit": (
        "{name} in {unit}, by name and values; or in {other}?",
        "{name} en {unit}, por nombre y valores; ¿o en {other}?",
    ),
    "measurement far": (
        "{name} in {unit} by its name, but far from what is usual: another unit, or another quantity?",
        "{name} en {unit} por su nombre, pero lejos de lo habitual: ¿otra unidad, u otra magnitud?",
    ),
    "constant": ("the same in every row", "igual en todas las filas"),
    "codes": (
        "{count} different codes: each a value of its own; 1 and 2, or 1 and 0, may also be yes and no",
        "{count} códigos distintos: cada uno un valor; 1 y 2, o 1 y 0, también pueden ser sí y no",
    ),
    "number": ("numbers", "números"),
    "place": ("where a patient was seen is no symptom", "dónde se atendió no es un síntoma"),
    "finding values": (
        "{count} of its {all} values name findings; the others are left out",
        "{count} de sus {all} valores nombran hallazgos; los demás se omiten",
    ),
    "category": ("{count} different values", "{count} valores distintos"),
    "sex": ("by name and values", "por nombre y valores"),
    "age": ("by its name, in {unit}", "por su nombre, en {unit}"),
    "id": (
        "different in every row: names the case, kept as a pseudonym",
        "distinta en cada fila: nombra el caso, se guarda como seudónimo",
    ),
    "second id": ("different in every row, like the id", "distinta en cada fila, como el id"),
    "patient": ("names the patient, kept as a pseudonym", "nombra al paciente, se guarda como seudónimo"),
    "other diagnosis": ("another diagnosis: it would tell the answer", "otro diagnóstico: delataría la respuesta"),
    "diagnosis": ("{labels} labels, {listed} of them in the catalogue", "{labels} etiquetas, {listed} en el catálogo"),
    "diagnosis ids": ("holds disease ids", "contiene ids de enfermedades"),
    "twice": ("would have the id of another column", "tendría el id de otra columna"),
    "date order": ("day and month in the order of another column", "día y mes en el orden de otra columna"),
    "excel dates": (
        "days counted as spreadsheets do (excel), or other numbers?",
        "¿días contados como en hojas de cálculo (excel), u otros números?",
    ),
    "only years": (
        "only years: the age may be half a year off; or the year of something else?",
        "solo años: la edad puede errar en medio año; ¿o es el año de otra cosa?",
    ),
    "visit guessed": (
        "the only other date: taken as the visit; or another event?",
        "la única otra fecha: se toma como la visita; ¿u otro hecho?",
    ),
    "second sex": ("sex once more: another column is read", "otra vez el sexo: se lee otra columna"),
    "sex by legend": ("by the codes that its name explains", "por los códigos que explica su nombre"),
    "sex letters": (
        "by its letters; H may be hombre or hembra, others are rare",
        "por sus letras; H puede ser hombre o hembra, otras son raras",
    ),
    "sex mixed": (
        "M stands beside F and beside H: masculino or mujer?",
        "M está junto a F y junto a H: ¿masculino o mujer?",
    ),
    "sex m": (
        "M by the words beside it: masculino (male) or mujer?",
        "M por las palabras junto a ella: ¿masculino o mujer?",
    ),
    "sex m alone": (
        "only M stands here: male (masculino) or female (mujer)? unknown until you say",
        "solo hay M: ¿masculino o mujer? desconocido hasta que usted lo diga",
    ),
    "sex 1 2": (
        "codes: 1 male, 2 female as in ISO 5218, or the other way round?",
        "códigos: 1 masculino, 2 femenino como en ISO 5218, ¿o al revés?",
    ),
    "sex 0 1": (
        "codes: 1 male, 0 female, or 0 male, 1 female?",
        "códigos: 1 masculino, 0 femenino, ¿o 0 masculino, 1 femenino?",
    ),
    "sex one code": (
        "code {code} read as `{sex}` by custom, or the other sex? any other code is unknown until you say",
        "código {code}: `{sex}` por costumbre, ¿o el otro sexo? otros códigos, desconocidos hasta que usted lo diga",
    ),
    "sex strange codes": (
        "codes of no usual set: male or female? unknown until you say",
        "códigos de ningún conjunto usual: ¿masculino o femenino? desconocidos hasta que usted lo diga",
    ),
    "sex unknown code": (
        "{count} cells hold a code that is neither: unknown",
        "{count} celdas tienen un código que no es ninguno: desconocido",
    ),
    "age in words": ("ages with their units in the cells", "edades con su unidad en las celdas"),
    "age letter": (
        "m: in months, or the mother's?",
        "m: ¿en meses, o de la madre?",
    ),
    "age unit guessed": (
        "no unit is stated: read as {unit}; {other} would be possible too",
        "no se indica la unidad: se lee en {unit}; también podrían ser {other}",
    ),
    "age two units": (
        "its name states {unit} and {other}: both in one cell (3,5), or either? not read until you say",
        "su nombre dice {unit} y {other}: ¿ambos en una celda (3,5), o uno u otro? no se lee hasta que usted lo diga",
    ),
    "age otherwise": (
        "age at the diagnosis, for lack of the age at the visit",
        "edad al diagnóstico, a falta de la edad en la visita",
    ),
    "age by unit column": ("age in the unit that {column} states", "edad en la unidad que indica {column}"),
    "age unit": ("unit of the age in {column}", "unidad de la edad en {column}"),
    "age unit codes": (
        "codes of the unit of {column}, by their order: years, months, days, hours, or otherwise?",
        "códigos de la unidad de {column}, por su orden: años, meses, días, horas, ¿u otro?",
    ),
    "ids": ("lists HPO ids", "lista códigos HPO"),
    "absent ids": ("lists HPO ids of what is absent, by its name", "lista códigos HPO de lo ausente, por su nombre"),
    "absent ids twice": (
        "a list of what is absent, with negations in it: absent, or present after all?",
        "una lista de lo ausente con negaciones dentro: ¿ausente, o presente al fin?",
    ),
    "ids and texts": (
        "lists HPO ids; {count} texts without an id are set aside",
        "lista códigos HPO; {count} textos sin código se apartan",
    ),
    "absent values": (
        "{count} of its {all} values name findings; absent by the name of the column, or present?",
        "{count} de sus {all} valores nombran hallazgos; ausentes por el nombre de la columna, ¿o presentes?",
    ),
    "list status": (
        "says whether what {column} lists is present or absent; or a finding of its own?",
        "dice si lo que lista {column} está presente o ausente; ¿o es un hallazgo propio?",
    ),
    "somebody else": ("findings of relatives, not of the patient", "hallazgos de familiares, no del paciente"),
    "minus alone": (
        "only minus signs: absent as in the other columns, or not known?",
        "solo signos menos: ¿ausente como en las otras columnas, o no se sabe?",
    ),
    "check or cross": (
        "a tick is read as yes, a cross as no; or are both yes?",
        "✓ se lee como sí y x como no; ¿o ambas sí?",
    ),
    "letters pa": ("P present, A absent; or other words?", "P presente, A ausente; ¿u otras palabras?"),
    "letters pn": ("P positive, N negative; or other words?", "P positivo, N negativo; ¿u otras palabras?"),
    "coded yes no": (
        "codes: {yes} read as yes, {no} as no; or the other way round, or other things?",
        "códigos: {yes} se lee como sí, {no} como no; ¿o al revés, u otra cosa?",
    ),
    "yes or dash": (
        "yes or a dash: the dash is read as not known; it may mean no",
        "sí o un guion: el guion se lee como no se sabe; puede ser no",
    ),
    "mostly yes no": (
        "yes or no, alone or before a remark; {count} other answers count as not known",
        "sí o no, solo o ante un comentario; otras {count} respuestas cuentan como no se sabe",
    ),
    "onset": ("present since the age that the cell states", "presente desde la edad que dice la celda"),
    "onset or duration": (
        "present; times are ages of onset, or how long it has lasted?",
        "presente; los tiempos, ¿son edades de inicio, o cuánto ha durado?",
    ),
    "degrees": (
        "{count} degrees or kinds, all read as present; or is one of them a no?",
        "{count} grados o clases, todos se leen como presente; ¿o alguno es un no?",
    ),
    "absent by name": (
        "its name denies {id} ({name}): yes is read as absent; or present?",
        "su nombre niega {id} ({name}): sí se lee como ausente; ¿o presente?",
    ),
    "finding in group": (
        "yes or no; {id} ({name}) by the end of its name; or something of its own?",
        "sí o no; {id} ({name}) por el final de su nombre; ¿o algo propio?",
    ),
    "choice code": (
        "box {code} of {group}: its label stands in the project's dictionary, not here",
        "casilla {code} de {group}: su etiqueta está en el diccionario del proyecto, no aquí",
    ),
    "of others": (
        "{id} ({name}) of relatives or of former times, not of this visit",
        "{id} ({name}) de familiares o de antes, no de esta visita",
    ),
    "status": (
        "says whether the diagnosis is confirmed: rows that are not have no label; or another matter?",
        "dice si el diagnóstico está confirmado: las filas que no, quedan sin etiqueta; ¿u otra cosa?",
    ),
    "status codes": (
        "codes: is the diagnosis presumptive or confirmed? as in RIPS (1, 2, 3) or P, D, R; or otherwise?",
        "códigos: ¿diagnóstico presuntivo o confirmado? como en RIPS (1, 2, 3) o P, D, R; ¿o de otro modo?",
    ),
    "status one code": (
        "only the code 1: confirmed (yes), or an impression that is not (RIPS)? set `unconfirmed` if so",
        "solo el código 1: ¿confirmado (sí), o impresión sin confirmar (RIPS)? si lo es, ponga `unconfirmed`",
    ),
    "birth unread": (
        "of the birth, in no form that is read: `birth_date` with `dates`? left out until you say",
        "del nacimiento, en ninguna forma que se lea: ¿`birth_date` con `dates`? se omite hasta que usted lo diga",
    ),
    "age unread": (
        "an age in no form that is read, or not this one; left out until you say",
        "una edad en ninguna forma que se lea, o no esta; se omite hasta que usted lo diga",
    ),
    "units in cells": (
        "numbers with their units: left out; give the numbers alone, with the unit in the mapping, or another matter?",
        "números con su unidad: se omite; dé solo los números, y la unidad en el mapeo, ¿o es otra cosa?",
    ),
    "diagnosis codes": (
        "look like codes of ICD-10, which would tell the answer; or of wards, beds, kinds?",
        "parecen códigos CIE-10, que delatarían la respuesta; ¿o de salas, camas, clases?",
    ),
    "status unclear": (
        "some of it says how sure a diagnosis is: `diagnosis_status` with `values`? or a feature?",
        "en parte dice cuán seguro es un diagnóstico: ¿`diagnosis_status` con `values`? ¿o un rasgo?",
    ),
    "second status": (
        "says how sure a diagnosis is, as another column does; or the status of the label itself?",
        "dice cuán seguro es un diagnóstico, como otra columna; ¿o el estado de la etiqueta misma?",
    ),
    "status case codes": (
        "codes: 1 suspected, 2 probable, 3, 4, 5 confirmed by laboratory, clinic, link, as in SIVIGILA; or otherwise?",
        "códigos: 1 sospechoso, 2 probable, 3, 4, 5 confirmado por laboratorio, clínica, nexo (SIVIGILA); ¿u otros?",
    ),
    "status final codes": (
        "codes: 1, 2, 3 confirmed, 4 to 7 not, as in Mexico's registers; or otherwise?",
        "códigos: 1, 2, 3 confirmado, 4 a 7 no, como en los registros de México; ¿o de otro modo?",
    ),
    "status in part": (
        "is the diagnosis confirmed? texts that say neither count as unconfirmed: no label; or another matter?",
        "¿diagnóstico confirmado? los textos que no lo dicen, sin confirmar: sin etiqueta; ¿u otra cosa?",
    ),
    "unsettled": (
        "{labels} labels, {listed} of them in the catalogue; {count} are suspected, ruled out or open: no label",
        "{labels} etiquetas, {listed} en el catálogo; {count} son sospechas, descartes o dudas: sin etiqueta",
    ),
    "layout": (
        "where the column names stand, by the rows around them",
        "dónde están los nombres de columnas, por las filas de alrededor",
    ),
    "sheet": (
        "the first sheet that is a table; or another one?",
        "la primera hoja que es una tabla; ¿u otra?",
    ),
    "family": ("rows of a family stay together", "las filas de una familia quedan juntas"),
    "publication": ("patients of a publication stay together", "los pacientes de una publicación quedan juntos"),
    "age by unit alone": (
        "a number of {unit}: the age, for lack of another; or how long something lasted?",
        "un número de {unit}: la edad, a falta de otra; ¿o cuánto duró algo?",
    ),
    "age bounds": (
        "some ages are ranges or bounds: read as their middle, or as the bound",
        "algunas edades son rangos o límites: se leen como su punto medio, o como el límite",
    ),
    "led yes no": ("yes or no before a remark: the remark is left out", "sí o no ante un comentario, que se omite"),
    "parents": ("ids of the parents", "códigos de los padres"),
    "affected": (
        "who is affected would tell the answer; or a finding?",
        "quién está afectado delataría la respuesta; ¿o es un hallazgo?",
    ),
    "redcap": ("administration of REDCap", "administración de REDCap"),
    "visit": (
        "names the visit of a patient with several rows; or the same visit on several rows?",
        "nombra la visita de un paciente con varias filas; ¿o una misma visita en varias filas?",
    ),
    "repeated patient": (
        "names the patient (kept as a pseudonym): each row is a case; or one case on several rows?",
        "nombra al paciente (se guarda como seudónimo): cada fila es un caso; ¿o un caso en varias filas?",
    ),
    "second patient": (
        "another name of the patient: the first is kept; or which is it?",
        "otro nombre del paciente: se guarda el primero; ¿o cuál es?",
    ),
    "filled": (
        "blank in some rows of a patient: taken from the patient's other rows ({column}); it may have changed",
        "en blanco en algunas filas de un paciente: se toma de sus otras filas ({column}); puede haber cambiado",
    ),
    "near value": ("resembles {candidates}; is it the same?", "se parece a {candidates}; ¿es lo mismo?"),
    "category findings": (
        "{count} different values; {named} of them name or resemble findings: {candidates}",
        "{count} valores distintos; {named} de ellos nombran o se parecen a hallazgos: {candidates}",
    ),
    "diagnosis open": (
        "{labels} labels, {listed} in the catalogue; {open} marked below; candidates: {candidates}",
        "{labels} etiquetas, {listed} en el catálogo; {open} marcadas abajo; candidatas: {candidates}",
    ),
    "diagnosis code": ("code of {column}: it would tell the answer", "código de {column}: delataría la respuesta"),
    "by code": ("by its code: {candidates}", "por su código: {candidates}"),
    "code differs": (
        "name and code say different things; taken is the first of {candidates}",
        "nombre y código no dicen lo mismo; se toma la primera de {candidates}",
    ),
    "code is narrower": (
        "the code says more than the name; taken is the first of {candidates}",
        "el código dice más que el nombre; se toma la primera de {candidates}",
    ),
    "code of several": (
        "its code also stands beside other diseases; or is it {candidates}?",
        "su código acompaña también a otras enfermedades; ¿o es {candidates}?",
    ),
    "doubtful": (
        "suspected, ruled out or past: no diagnosis; it would be {candidates}",
        "sospechada, descartada o pasada: no es diagnóstico; sería {candidates}",
    ),
    "abbreviation": ("an abbreviation; here {candidates}", "una abreviatura; aquí {candidates}"),
    "stands near": (
        "the catalogue's nearest entry is {candidates}",
        "la entrada más cercana del catálogo es {candidates}",
    ),
    "several": ("may be any of {candidates}; or the site's own", "puede ser {candidates}; o una enfermedad propia"),
    "resembles": ("resembles {candidates}; is it the same?", "se parece a {candidates}; ¿es la misma?"),
}
