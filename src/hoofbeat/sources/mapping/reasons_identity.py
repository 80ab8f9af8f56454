"""Why a draft takes a column for one that names somebody, in English and Spanish, by key."""

#: How a hospital says that a column holds amounts and no numbers of anybody.
QUANTITY = "`kind: site_feature, type: number, names_nobody: true`"

#: Reasons, in English and Spanish.
IDENTITY: dict[str, tuple[str, str]] = {
    "id by numbering": (
        "follows the {of}: names the case, kept as a pseudonym",
        "sigue la numeración «{of}»: nombra el caso, se guarda como seudónimo",
    ),
    "id by values": (
        f"different in every row: taken to name the case, kept as a pseudonym; if it is an amount: {QUANTITY}",
        f"distinta en cada fila: se toma por el id del caso, como seudónimo; si es una cantidad: {QUANTITY}",
    ),
    "group": (
        "names a family, kept as a pseudonym; its rows never part between training and test",
        "nombra una familia, se guarda como seudónimo; sus filas van siempre juntas",
    ),
    "national ids": ("follows the {of}: names somebody", "sigue la numeración «{of}»: identifica a alguien"),
    "id by name": (
        "by its name and values the number of somebody; `patient` or `id` keep it as a pseudonym",
        "por nombre y valores, el número de alguien; `patient` o `id` lo guardan como seudónimo",
    ),
    "long numbers": (
        f"too long for amounts: numbers of somebody? `patient` or `id` keep them as pseudonyms; if amounts: {QUANTITY}",
        f"demasiado largos para cantidades: ¿números de alguien? `patient` o `id` los guardan como seudónimo; "
        f"si son cantidades: {QUANTITY}",
    ),
    "running numbers": (
        f"run on from row to row: numbers of records? `patient` or `id` keep pseudonyms; if amounts: {QUANTITY}",
        f"correlativos: ¿números de registro? `patient` o `id` guardan seudónimos; si son cantidades: {QUANTITY}",
    ),
    "groups of one person": (
        f"the rows of one value are of one person: `patient` keeps it as a pseudonym; if an amount: {QUANTITY}",
        f"las filas de un mismo valor son de una misma persona: `patient` lo guarda como seudónimo; "
        f"si es una cantidad: {QUANTITY}",
    ),
    "a key": (
        f"comes back like a key and no amount: of somebody? `patient` keeps it as a pseudonym; else {QUANTITY}",
        f"se repite como una clave, no como una cantidad: ¿de alguien? `patient` lo guarda como seudónimo; "
        f"si no: {QUANTITY}",
    ),
    "different": (
        f"different in nearly every row: numbers of somebody, or amounts? if amounts: {QUANTITY}",
        f"distintos en casi todas las filas: ¿números de alguien, o cantidades? si son cantidades: {QUANTITY}",
    ),
    "patient by numbering": (
        "follows the {of} and comes back: names the patient, kept as a pseudonym",
        "sigue la numeración «{of}» y se repite: nombra al paciente, se guarda como seudónimo",
    ),
    "patient by rows": (
        f"the rows of one value are of one person: names the patient, kept as a pseudonym; if an amount: {QUANTITY}",
        f"las filas de un mismo valor son de una misma persona: nombra al paciente, como seudónimo; "
        f"si es una cantidad: {QUANTITY}",
    ),
    "patient in rows": (
        "comes back in several rows: names the patient, kept as a pseudonym; each row becomes a case of its own",
        "se repite en varias filas: nombra al paciente, se guarda como seudónimo; cada fila será un caso propio",
    ),
}
