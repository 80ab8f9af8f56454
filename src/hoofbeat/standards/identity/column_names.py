"""What the name of a column, or of a site's own code, says of its values: a number of somebody, or a quantity.

Spanish and English, however it is written: ``No. Identificación``, ``C.I.``, ``nro_hc``, ``fechaNacimiento``,
``SITE:nro-hc``. A name alone decides nothing; ``identity.number_columns`` holds it against the values.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from typing import Literal, NamedTuple

from hoofbeat.standards.analytes import analytes

#: ``person``: a document or record number; ``record``: an episode, a sample, a form; ``group``: a family; ``other``:
#: somebody else's (the mother's, the physician's); ``contact``: a telephone, a postal code; ``date``: a day.
Kind = Literal["person", "record", "group", "other", "contact", "date"]


class IdentityName(NamedTuple):
    """Whose number a name speaks of; ``certain`` unless the name means something else too (``CI``, ``doc``)."""

    kind: Kind
    certain: bool


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Beside others in a name, these still say that it is somebody's number.
_DOCUMENT = _words(
    "cedula cedulas dni nie nif curp cpf ssn nuip dui dpi cuil cuit rfc pasaporte passport identificacion "
    "identidad nss nuss nass nhc nhcl hcl hcu hclinica mrn expediente prontuario legajo carnet carne afiliado "
    "afiliada afiliacion filiacion asegurado beneficiario derechohabiente usubjid mpi empi nuhsa phn ohip rut nhs "
    "expte expdte exped docto docum cartao sns cns rne cie_id identification nationalid idnumber passportno"
)
#: These only where nothing else is spoken of: a head circumference is an HC too, a confidence interval a CI.
_DOUBTFUL = _words(
    "ci cc ti ce ced hc ha doc docs documento documentos document run cui rg sip cip sis tsi bi ine nui nui_id "
    "historia clinica ficha paciente patient pac pacte sujeto subject subj participante participant persona "
    "person individual individuo proband propositus chart member policy poliza seguro insurance medicare medicaid "
    "usuario tarjeta card social security national cliente client mpid pid ptid sid hospital account cuenta "
    "medical sanitaria ss seg socio socia afil acct exp hosp"
)
_RECORD = _words(
    "registro record folio caso case episodio episode encuentro encounter atencion admision admission ingreso "
    "visita visit orden order solicitud accession protocolo protocol muestra sample specimen barcode barras "
    "ticket turno factura formulario form encuesta survey boleta consecutivo secuencia study estudio linea row "
    "fila item uuid guid redcap respuesta response submission"
)
#: Of these the name must say that it is their number: an ``ingreso`` is an income too.
_NEEDS_MARK = _words(
    "atencion admision admission ingreso visita visit episodio episode encuentro encounter accession orden "
    "order turno study estudio linea row fila item persona person protocolo protocol muestra sample social "
    "national seguro insurance tarjeta card clinica usuario cliente client formulario form encuesta survey "
    "respuesta response secuencia redcap hospital account cuenta medical ss seg security socio socia exp hosp"
)
#: Of the others, even a number may be a count or the code of a kind: the second visit, the third insurance.
_KEYS = _words("study estudio sample muestra accession protocol protocolo form formulario security")
_GROUP = _words("familia family famid fid pedigree pedigri kindred hogar household kinship")
_CONTACT = _words(
    "telefono telefonos tel telf tlf fono celular cel movil phone telephone mobile cellphone whatsapp fax "
    "postal zip zipcode cp imei ubigeo"
)
_OTHERS = _words(
    "medico doctor doctora dr physician provider profesional tratante responsable tutor madre padre mother father "
    "mama papa maternal paternal materno paterno conyuge acompanante titular enfermera nurse empleado jefe "
    "apoderado guardian sibling hermano entrevistador encuestador interviewer"
)
_DATES = _words("fecha date fec fch dia_nac nacimiento birthdate dob fechanac fnac timestamp marca_temporal")
#: Said beside, they make it another thing: the type of a document, the date of an identification.
_NOT_A_NUMBER = _words(
    "tipo type kind clase estado status lugar place expedicion emision vigencia vencimiento tiene has presenta "
    "edad age anos years meses months sexo sex genero gender peso weight talla height familiar familiares natural "
    "previa dias days of diabetes"
)
_MARKS = _words(
    "no nro num numero number nr n cod codigo code codes id ids identificador identifier clave key unico unica "
    "unique universal ref fisico interno interna internal actual nuevo nueva anterior secuencial o"
)
_FILLERS = _words("de del la el los las of the y and para su al por en")

_QUANTITY = _words(
    "edad age peso weight talla estatura height altura imc bmi temperatura temp presion pressure tension "
    "frecuencia rate recuento conteo count counts nivel niveles level levels valor value resultado result "
    "concentracion concentration dosis dose volumen volume cantidad amount total totales suma sum puntaje "
    "puntuacion puntos points score escala scale indice index porcentaje percent pct proporcion ratio tasa "
    "duracion duration tiempo time dias days dia semanas weeks meses months anos years horas hours minutos "
    "minutes segundos seconds estancia distancia distance perimetro circunferencia circumference diametro "
    "diameter superficie area costo cost precio price gasto mensual anual income salario sueldo renta hijos "
    "children hermanos siblings personas people habitaciones cigarrillos cigarettes paquetes gestas partos "
    "abortos cesareas embarazos apgar glasgow carga viral copias copies celulas cells unidades units fuerza "
    "velocidad speed clearance depuracion output diuresis saturacion titulo titer titre espesor thickness "
    "longitud length latencia pasos steps calorias kcal veces times episodios ingresos visitas consultas "
    "hospitalizaciones"
)
#: Of these no unit gives numbers of five digits, but grams of an adult and days of a life.
_BOUNDED = _words(
    "edad age peso weight talla estatura height altura imc bmi temperatura temp presion pressure tension saturacion "
    "perimetro circunferencia circumference apgar glasgow hijos children hermanos siblings cigarrillos cigarettes"
)
#: Large and exact, as numbers of records are: only a word such as ``id`` makes them one.
_COUNTED = _words(
    "costo costos cost costs precio price gasto gastos income salario sueldo renta recuento conteo count counts "
    "cantidad amount viral copias copies celulas cells"
)
#: Whatever else is said, their value is a key; the others, at the end of a name: ``Resultado Nº``, not ``Nº de hijos``.
_KEY_MARKS = _words("cod codigo code codes id ids identificador identifier clave key")
_NUMBER_MARKS = _words("no nro num numero number nr")
#: Codes of a public vocabulary are no numbers of anybody.
_VOCABULARY = _words(
    "diagnostico diagnosis dx cie cie10 cie9 icd icd10 icd9 omim mim orpha orphanet orphacode mondo snomed loinc "
    "hpo hgnc ensembl gen gene genes variante variant vcf chrom cromosoma rsid cups atc ciuo procedimiento "
    "procedure"
)
#: Measured, though the table of analytes lacks them.
_LABORATORY = re.compile(
    r"cd[348]\d?|ig[aegm]|pth|fsh|lh|prl|prolactina?|testosteron[ae]|estradiol|progesteron[ae]|b?hcg|afp|cea|psa|ca\d{2,3}|"
    r"insulina?|peptido|aldolas[ae]|homociste?ina|ceruloplasmin[ae]?|cobre|copper|zinc|plomo|lead|il6|transferrin[ae]?|"
    r"haptoglobin[ae]?|c[34]|ch50|troponinas?|ldl|hdl|vldl|fvc|fev1|pef|fevi?|lvef|ph|pco2|po2|spo2|dimero|bnp|probnp|"
    r"hematies|eritrocitos|reticulocitos|calprotectina|elastasa|metanefrinas?|osmolaridad|proteinas?|pafi|pao2|anti|dd|"
    r"lcr|csf|orina|urinari[oa]s?|seric[oa]s?|plasmatic[oa]s?|fecal(?:es)?|urine|serum|plasma|caminata|6mwt|"
    r"lipas[ae]|amilasa|ferritin[ae]?|linfocitos|neutrofilos|plaquetas|leucocitos|platelets|glucos[ae]|glucemia|glicemia"
)
_UNIT = re.compile(
    r"(?:k|m|u|µ|n|p|d|c)?(?:g|mol|l|m|iu|ui|u|eq)\s*/\s*(?:d|m|u|µ|k)?(?:l|g|min|h|mol|m2)|%|mm\s?hg|(?:x?\s?10)[\^*]?\d|"
    r"kg|cm|mm|mg|ml|gr?|rpm|lpm|bpm|°?\s?c|celsius|score|dias|days|anos|years|meses|months|horas|hours|min|seg|s",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-záéíóúñ])(?=[A-ZÁÉÍÓÚÑ])")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_TRAILING_UNIT = re.compile(
    r"[_ ](?:mg|g|ug|ng|pg|mmol|umol|u|ui|iu|meq)_?d?m?u?l$|[_ ](?:kg|cm|mmhg|pct)$"
    r"|[_ ](?:[kmunpdcµ]?(?:g|mol|l|iu|ui|u|eq)|cel|celulas|cells|copias|copies|x)?\s*/\s*"
    r"(?:[dmunµ]?l|mm3|min|h|g|mol|m2)$",
    re.IGNORECASE,
)


def words_of(name: str) -> list[str]:
    """The words of a name, folded; letters that stand alone are one word, as in ``C.I.``.

    Example:
        >>> words_of("N.º C.I. delPaciente")
        ['no', 'ci', 'del', 'paciente']
    """
    spoken = re.sub(r"(?<!\w)n\s*\.?\s*[º°o](?!\w)|#", " no ", name.removeprefix("SITE:"), flags=re.IGNORECASE)
    bare = unicodedata.normalize("NFKD", _CAMEL.sub(" ", spoken).casefold())
    folded = "".join(char for char in bare if not unicodedata.combining(char))
    words = re.sub(r"[^a-z0-9]+", " ", folded).split()
    made: list[str] = []
    for single, run in groupby(words, key=lambda word: len(word) == 1 and word.isalpha()):
        together = list(run)
        made += ["".join(together)] if single else together
    return made


@lru_cache(maxsize=4096)
def naming(name: str) -> IdentityName | None:
    """Whose number a name says that it is; ``None`` where it says nothing of the kind.

    Example:
        >>> naming("No. Identificación"), naming("Tipo de documento"), naming("C.I.")
        (IdentityName(kind='person', certain=True), None, IdentityName(kind='person', certain=False))
    """
    bare = _TRAILING_UNIT.sub("", name)  # of cel/mm3 the letters are no telephone
    words = words_of(_BRACKETS.sub(" ", bare)) or words_of(name)
    said = set(words)
    if said & _DATES:
        return IdentityName("date", certain=False)
    if said & _NOT_A_NUMBER:
        return None
    marked = bool(said & _MARKS) or any(_ends_in_id(word) for word in words)
    content = [
        _without_id(word) for word in words if word not in _MARKS and word not in _FILLERS and not word.isdigit()
    ]
    content = [word for word in content if word]
    numbered = bool(said & _DOCUMENT or set(content) & (_DOCUMENT | _DOUBTFUL | _RECORD))
    if set(content) & _OTHERS and (marked or numbered or set(content) <= _OTHERS):
        return IdentityName("other", certain=numbered)
    if set(content) & (_CONTACT - {"celular"} if said & _COUNTED else _CONTACT):
        return IdentityName("contact", certain=True)
    if set(content) & _GROUP and set(content) <= _GROUP | _DOUBTFUL | _RECORD | {"grupo", "nucleo", "group"}:
        return IdentityName("group", certain=marked or bool(said & {"fid", "famid", "pedigree", "kindred"}))
    if set(content) & _DOCUMENT:
        return IdentityName("person", certain=True)
    if not set(content) <= _DOUBTFUL | _RECORD:
        return None
    if not content:
        return IdentityName("record", certain=False) if marked else None
    if set(content) <= _NEEDS_MARK and not marked and len(content) < 2:
        return None
    kind: Kind = "person" if set(content) & _DOUBTFUL else "record"
    spoken = marked or len(content) > 1 or bool(set(content) & {"folio", "paciente", "patient"})
    return IdentityName(kind, certain=spoken and not set(content) <= _NEEDS_MARK - _KEYS)


@lru_cache(maxsize=4096)
def names_otherwise(name: str) -> bool:
    """Whether a name is that of something else: an analyte, a count, a score, a unit, a code of a public vocabulary.

    Example:
        >>> [names_otherwise(name) for name in ("Recuento de plaquetas", "Peso (kg)", "Nombre")]
        [True, True, False]
    """
    words = words_of(_BRACKETS.sub(" ", name))
    if set(words) & (_QUANTITY | _VOCABULARY) or _names_laboratory(name, words):
        return True
    if _holds_unit(name):
        return True
    return any(" ".join(words[:length]) in _analyte_names() for length in range(len(words), 0, -1))


def _holds_unit(name: str) -> bool:
    bracketed = any(_UNIT.fullmatch(unit.strip()) for unit in _BRACKETS.findall(name))
    return bracketed or _TRAILING_UNIT.search(name) is not None


def _names_laboratory(name: str, words: list[str]) -> bool:
    # "IgG" and "PaFi" are one word each, though their letters change case.
    return any(map(_LABORATORY.fullmatch, {*words, *words_of(name.casefold())}))


def names_analyte(name: str) -> bool:
    """Whether a name is that of something measured or counted that may be large: an analyte, a unit, cells, a cost.

    Example:
        >>> names_analyte("Nivel de ferritina"), names_analyte("Nivel")
        (True, False)
    """
    words = words_of(_BRACKETS.sub(" ", name))
    if _holds_unit(name):
        return True
    if set(words) & _COUNTED or _names_laboratory(name, words):
        return True
    spans = (words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1))
    return any(not set(span) <= _MARKS | _FILLERS and " ".join(span) in _analyte_names() for span in spans)


def names_bounded(name: str) -> bool:
    """Whether a name is that of a quantity that is never large, as a weight or an age.

    Example:
        >>> names_bounded("Peso al nacer"), names_bounded("Ferritina")
        (True, False)
    """
    return bool(set(words_of(_BRACKETS.sub(" ", name))) & _BOUNDED)


@lru_cache(maxsize=4096)
def naming_beside_quantity(name: str) -> IdentityName | None:
    """Whose number a name speaks of that holds a word of quantity too; never certain.

    Example:
        >>> naming_beside_quantity("Registro total"), naming_beside_quantity("Número de hijos")
        (IdentityName(kind='record', certain=False), None)
    """
    words = words_of(_BRACKETS.sub(" ", name))
    said = set(words)
    if not said & _QUANTITY or said & _VOCABULARY:
        return None
    if not said & _KEY_MARKS and (said & _COUNTED or (names_analyte(name) and not said & _BOUNDED)):
        return None
    rest = [word for word in words if word not in _QUANTITY and word not in _FILLERS]
    if set(rest) <= _MARKS and not said & _KEY_MARKS and words[-1] not in _NUMBER_MARKS:
        return None
    found = naming(" ".join(rest)) if rest else None
    return IdentityName(found.kind, certain=False) if found and found.kind in ("person", "record", "group") else None


@cache
def _analyte_names() -> frozenset[str]:
    named = (name for known in analytes().values() for name in (known.name, known.name_es, *known.synonyms))
    # "hc" and "pt" are numbers of records and patients as well.
    return frozenset(" ".join(words_of(name)) for name in named) - _DOUBTFUL - _DOCUMENT - {"pt", "ps", "map"}


def _ends_in_id(word: str) -> bool:
    return word.endswith("id") and (
        word[:-2] in _DOCUMENT | _DOUBTFUL | _RECORD | _GROUP | _OTHERS | _IDS or word in _IDS
    )


#: Beginnings of names that end in "id".
_IDS = _words("new uid pid sid usubj subj study cod hosp child mother pt pat inst fam rec enc visit")


def _without_id(word: str) -> str:
    """``pacienteid`` → ``paciente``, ``newid`` → nothing; other words stay."""
    if not _ends_in_id(word) or word in _DOCUMENT | _GROUP | _DOUBTFUL:
        return word
    return word[:-2] if word[:-2] in _DOCUMENT | _DOUBTFUL | _RECORD | _GROUP | _OTHERS else ""
