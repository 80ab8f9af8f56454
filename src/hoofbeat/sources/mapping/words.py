"""The words by which columns and values of clinical tables are recognised, in Spanish and English, folded."""

import re

from hoofbeat.bundle.runtime.words import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Texts that mean "not known", folded as cells are.
MISSING_WORDS = frozenset(
    {"", ".", "..", "-", "--", "?", "na", "n/a", "#n/a", "#n/d", "nan", "null", "nd", "n/d", "n.d.", "s/d", "sd", "dk"}
    | {"no sabe", "no se sabe", "ns", "ns/nc", "ns/nr", "nsnr", "no sabe/no responde", "no sabe / no responde"}
    | {"no responde", "no contesta", "rehusa", "se niega a responder", "desconocido", "desconocida", "se desconoce"}
    | {"ignorado", "sin dato", "sin datos", "sin informacion", "no disponible", "no registrado", "no registra"}
    | {"no aplica", "no corresponde", "no evaluado", "no realizado", "don't know", "dont know", "don’t know"}
    | {"do not know", "unknown", "unk", "not known", "refused", "refused to answer", "refuse", "refuse to answer"}
    | {"no answer", "missing", "not applicable", "not available", "not asked", "not recorded", "not done", "no data"}
)

#: Words that name who somebody is, as the whole of a column's name or as one of its words.
IDENTIFYING = _words(
    "nombre nombres apellido apellidos surname lastname firstname fullname email correo mail telefono celular "
    "movil phone telephone mobile direccion domicilio address street calle whatsapp"
)
IDENTIFYING_NAMES = frozenset(
    {"name", "patient name", "full name", "first name", "last name", "tel", "responsable", "tutor"}
    | {"contacto", "contacto de emergencia", "emergency contact"}
)

SEX = frozenset({"sexo", "sex", "genero", "gender", "sexo del paciente", "patient sex", "child sex", "sexo biologico"})
BIRTH = _words("nac nacimiento birth dob birthdate fnac fecnac birthday")
VISIT = _words("ingreso atencion consulta visita admision admission visit encounter encuentro triage consultation")
DEATH = _words("muerte defuncion fallecimiento death died obito")
DIAGNOSIS = _words(
    "diagnostico diagnosis dx dg cie10 cie icd icd10 cause causa patologia enfermedad disease label etiologia etiology"
)
SYMPTOM_LIST = _words("sintoma sintomas symptom symptoms signos signs hallazgos findings manifestaciones motivo")
FREE_TEXT = _words("observaciones observacion comentario comentarios nota notas notes comments remarks narrative")
PLACE = _words("hospital centro site center centre clinica clinic servicio unidad establecimiento provincia municipio")

#: Words that may stand in the name of an age column besides its unit.
AGE = _words("edad age")
AGE_FILLERS = _words(
    "paciente patient child nino del de la al el en in at of the a visita visit ingreso admission consulta atencion "
    "muerte death total completa actual anios"
)
AGE_UNITS = {
    "years": _words("anos ano years year yrs yr y anios"),
    "months": _words("meses mes months month mo mths"),
    "weeks": _words("semanas semana weeks week wk sem"),
    "days": _words("dias dia days day d"),
    "hours": _words("horas hora hours hour h"),
}

MONTHS = _words(
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre "
    "january february march april may june july august september october november december "
    "ene feb mar abr may jun jul ago sep set oct nov dic jan apr aug dec"
)

#: Words in front of a symptom's name that add nothing.
SYMPTOM_FILLERS = _words("tiene tenia presenta presento presencia de sintoma symptom sx signo has had have any the")

_CAMEL = re.compile(r"(?<=[a-záéíóúñ])(?=[A-ZÁÉÍÓÚÑ])")
_IN_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")


def name_words(name: str) -> list[str]:
    """The words of a column's name, folded: camelCase and under_scores part them.

    Example:
        >>> name_words("fechaNacimiento"), name_words("Temp_axilar")
        (['fecha', 'nacimiento'], ['temp', 'axilar'])
    """
    return fold(_CAMEL.sub(" ", name).replace("_", " ")).split()


def is_code(name: str) -> bool:
    """Whether a column's name is a code (``a1_01_07``, ``q37``) and not words."""
    words = name_words(name)
    return any(char.isdigit() for char in name) and not any(word.isalpha() and len(word) > 4 for word in words)


def in_brackets(name: str) -> tuple[str, str]:
    """A name without its last brackets, and what stands in them: ``Hb (g/dL)`` → ``Hb``, ``g/dL``."""
    found = _IN_BRACKETS.findall(name)
    return _IN_BRACKETS.sub(" ", name).strip(), found[-1].strip() if found else ""
