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
    | {
        "pendiente",
        "sin especificar",
        "no especificado",
        "no consta",
        "no informado",
        "s/i",
        "nsnc",
        "ns / nc",
        "not determined",
    }
    | {"no sabe no responde", "no recuerda", "not assessed", "not available (na)", "na (not assessed)", "—", "–"}
)

#: Words that name who somebody is, as the whole of a column's name or as one of its words.
IDENTIFYING = _words(
    "nombre nombres apellido apellidos surname lastname firstname fullname email correo mail telefono celular "
    "movil phone telephone mobile direccion domicilio address street calle whatsapp"
)
#: Words of a column that says who wrote, examined or came along, or how somebody is called besides; never needed.
STAFF = _words(
    "medico medica doctor doctora physician provider clinician digitador digitadora registrador encuestador "
    "interviewer enfermero enfermera nurse acompanante registra alias apodo nickname iniciales initials "
    "profesional tratante derivante analyst analista"
)
#: "Llenado por", "entered by": the same.
DONE_BY = _words("por by")
DOINGS = _words(
    "llenado registrado elaborado completado ingresado digitado evaluado atendido realizado examinado tomado "
    "solicitado derivado informado filled entered completed seen assessed examined recorded collected reported referred"
)
#: Words of a column of degrees on earth.
COORDINATES = _words("lat latitud latitude lon lng long longitud longitude gps coordenadas coordinates utm x y")
IDENTIFYING_NAMES = frozenset(
    {"name", "patient name", "full name", "first name", "last name", "tel", "responsable", "tutor"}
    | {"contacto", "contacto de emergencia", "emergency contact"}
)

SEX = frozenset(
    {
        "sexo",
        "sex",
        "sx",
        "genero",
        "gender",
        "gen",
        "sexe",
        "genere",
        "sexo del paciente",
        "patient sex",
        "child sex",
        "sexo biologico",
    }
)
#: Words that may stand beside it.
SEX_FILLERS = _words(
    "sexo sex sexe genero gender paciente pac pcte patient child nino nina "
    "biologico biological legal administrativo del "
    "de la el "
    "at birth al nacer nacimiento asignado asignada assigned of the demo subject caso rn persona cod codigo code id "
    "desc "
    "descripcion m f h o u x"
)
DATE = _words("fecha fec date fch dt day dia data")
BIRTH = _words(
    "nac nacimiento nacido nacida born fn birth dob birthdate fnac fecnac birthday yob anonac "
    "anionac nacimento naixement nascimento nasc"
)
#: Beside a word for birth: what is measured then, and no date.
MEASURED_AT_BIRTH = _words(
    "peso weight talla height length longitud perimetro circunferencia pc apgar semanas weeks sem edad age orden lugar"
)
YEAR_WORDS = _words("ano anio anyo year yr any")
VISIT = _words(
    "ing ingr aten ate cons "
    "ingreso atencion consulta visita admision admission visit encounter encuentro triage consultation evaluacion "
    "evaluation "
    "attendance arrival llegada presentation atendimento internacao ingres "
    "examen exam assessment internacion hospitalizacion emergencia urgencia atendido valoracion"
)
DEATH = _words("muerte defuncion fallecimiento death died obito")
DIAGNOSIS = _words(
    "diagnostico diagnosticos diagnostica diagnosticas diag diags diagnosis diagnoses impresion dx dxs dg dgs "
    "cie10 cie icd icd10 cause causa patologia enfermedad disease label etiologia etiology"
)
SYMPTOM_LIST = _words("sintoma sintomas symptom symptoms signos signs hallazgos findings manifestaciones motivo")
#: Words that say of a list, or of one finding, that it is what is absent.
ABSENT = _words(
    "absent absente absentes negated excluded excluidos excluido excluidas ausente ausentes ausencia negativo "
    "negativos "
    "negativas negative negatives negado negados descartado descartados descartadas niega neg excl excluding"
)
#: Words that speak of relatives, and of former times: no finding of this patient now.
RELATIVES = _words(
    "familia familiar familiares family familial madre padre materno materna paterno paterna mother father maternal "
    "paternal sibling "
    "apf siblings hermano hermanos hermana parents padres ahf relatives"
)
OTHERS_OR_BEFORE = RELATIVES | _words(
    "antecedente antecedentes antec hx history previo previos previa past app anteriores"
)
#: Words of a column that says whether the finding beside it is present.
LIST_STATUS = _words(
    "status estado estatus presence presencia present presente observed observado is finding hallazgo feature"
)
#: Words of a column of HPO terms.
HPO = _words("hpo phenotype phenotypes fenotipo fenotipos terms terminos term")
STATUS = _words(
    "estado status condicion condition certeza certainty clasificacion classification confirmado confirmada confirmed "
    "clasif confirmacion confirmation conf tipo type situacion verification verificacion categoria criterio"
)
#: Words of a column that says what an age is counted in.
AGE_UNIT_COLUMN = _words("unidad unidades unit units medida medidas med tipo type um uni u escala en")
#: Degrees in which something is present.
DEGREES = _words(
    "leve leves moderado moderada severo severa grave graves intenso intensa mild moderate severe marcado "
    "marcada importante ocasional frecuente discreto discreta slight marked profound"
)
#: Words of the column of the family in a pedigree.
FAMILY = _words("family familia fam fid pedigree kindred genealogia familyid famid hogar household")
#: Words that only say that a column names or numbers something.
NUMBERING = _words(
    "cod code codigo de del follow id ids label n name no nombre nro num number numero of orden point the time up"
)
#: Words of a column that names or numbers the visits of a patient.
VISITS = _words(
    "visita visit consulta encounter encuentro evento event timepoint momento tiempo control episodio episode "
    "instance seguimiento followup wave ola"
)
#: Beside a word for diagnosis: about it, and not itself.
ABOUT = _words("by por metodo method fecha date medico doctor lugar place duracion edad age")
FREE_TEXT = _words("observaciones observacion comentario comentarios nota notas notes comments remarks narrative")
PLACE = _words("hospital centro site center centre clinica clinic servicio unidad establecimiento provincia municipio")

#: Words that may stand in the name of an age column besides its unit.
AGE = _words("edad age edades idade edat")
AGE_FILLERS = _words(
    "paciente pac pcte patient child nino de del la al el los en in at of the a visita visit ingreso admission "
    "consulta "
    "atencion muerte death total completa actual anios last ultima ultimo encounter exam examination evaluacion "
    "assessment "
    "egreso alta discharge seen attendance evento internacao ingres cronologica chronological toma muestra sample "
    "valoracion valor value num numero current enrollment enrolment inclusion caso cumplida cumplidos sujeto "
    "subject y e o"
)
#: Words beside it that speak of another moment: such an age stands in only where there is no better one.
AGE_OTHERWISE = _words("diagnostico diagnosis dx dg diagnosticado diagnosed")
#: Words that make it no age of this patient at any visit.
NO_AGE = _words(
    "osea bone gestacional gestational menarquia menarche menopausia menopause inicio onset debut comienzo sintomas "
    "symptoms madre padre mother father materna paterna maternal paternal mental corregida corrected grupo group rango "
    "range categoria category conyuge pareja hermano muerte death fin primer first"
)
#: Words of a column that says how long something has lasted, or when to come again.
LASTING = _words(
    "tiempo time duracion duration evolucion evolution hace desde since estancia stay dias days espera wait proximo "
    "next control seguimiento followup tratamiento treatment enfermedad illness lactancia breastfeeding"
)
#: "Horas de vida": with a unit, an age.
LIFE = _words("vida life")
AGE_UNITS = {
    "years": _words("anos ano years year yrs yr y anios anyos"),
    "months": _words("meses mes months month mo mos mths m"),
    "weeks": _words("semanas semana weeks week wk wks sem"),
    "days": _words("dias dia days day d"),
    "hours": _words("horas hora hours hour h hrs hs"),
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
