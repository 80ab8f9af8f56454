"""The codes and the words that say of a finding that it is there, that it is not, or that nobody knows."""

from enum import StrEnum


class Presence(StrEnum):
    """One statement on a finding; ``GRADED`` tells more of a finding that is there."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    GRADED = "graded"
    UNCLEAR = "unclear"


def _each(statement: Presence, listed: str) -> dict[str, Presence]:
    """One entry for each of the codes or phrases that commas set apart."""
    return dict.fromkeys((one.strip() for one in listed.split(",")), statement)


#: SNOMED CT and LOINC's answers.
CODES = {
    # SNOMED CT: present, clinical finding present, yes, positive, detected, known present, confirmed present, abnormal.
    # LOINC: present, yes, positive, detected.
    **_each(Presence.PRESENT, "52101004, 373573001, 373066001, 10828004, 260373001, 410515003, 410605003, 263654008"),
    **_each(Presence.PRESENT, "LA9633-4, LA33-6, LA6576-8, LA11882-0"),
    # SNOMED CT: absent, clinical finding absent, no, negative, not detected, known absent, definitely not present,
    # refuted, normal. LOINC: absent, no, negative, not detected.
    **_each(Presence.ABSENT, "2667000, 373572006, 373067005, 260385009, 260415000, 410516002, 410594000, 723511001"),
    # None, as a severity.
    **_each(Presence.ABSENT, "17621005, 260413007, LA9634-2, LA32-8, LA6577-6, LA11883-8"),
    # SNOMED CT: unknown, known possible, probably present, probably not present, suspected, undetermined,
    # indeterminate, equivocal, inconclusive, not applicable, not done, not performed, not recorded.
    **_each(Presence.UNKNOWN, "261665006, 410590009, 410592001, 410593006, 415684004, 373068000, 82334004, 42425007"),
    **_each(Presence.UNKNOWN, "419984006, 385432009, 373121007, 262008008, 1220561009"),
    # As a time: in the past, past at a specified or unspecified time, all times past.
    **_each(Presence.UNKNOWN, "410513005, 410587003, 410588008, 410589000"),
    # LOINC: unknown, indeterminate, equivocal, inconclusive, not applicable.
    **_each(Presence.UNKNOWN, "LA4489-6, LA11884-6, LA11885-3, LA9663-1, LA4720-4"),
    # SNOMED CT: mild, moderate, severe, fatal, life threatening, mild to moderate, moderate to severe.
    **_each(Presence.GRADED, "255604002, 6736007, 24484000, 399166001, 442452003, 371923003, 371924009"),
    # SNOMED CT: left, right, both sides, one side, midline; acute onset, sudden onset, chronic, intermittent,
    # recurrent, progressive.
    **_each(Presence.GRADED, "7771000, 24028007, 51440002, 66459002, 260528009, 373933003, 385315009, 90734009"),
    **_each(Presence.GRADED, "7087005, 255227004, 255314001"),
    # As a time: current, at a specified, unspecified or either time.
    **_each(Presence.GRADED, "15240007, 410584005, 410585006, 410512000"),
    # LOINC: mild, moderate, severe.
    **_each(Presence.GRADED, "LA6752-5, LA6751-7, LA6750-9"),
}

#: Letters of HL7's tables: v2 0136 and 0532, v3 NullFlavor; observation interpretation in either version.
LETTERS = {
    **_each(Presence.PRESENT, "Y, POS, DET, RR"),
    **_each(Presence.ABSENT, "N, NEG, ND, NR"),
    **_each(Presence.UNKNOWN, "UNK, ASKU, NASK, NAV, NI, IND"),
}
#: Only as an interpretation: abnormal, critically so; equivocal.
INTERPRETED = {**_each(Presence.PRESENT, "A, AA"), **_each(Presence.UNKNOWN, "E")}

#: Whole phrases, folded: Spanish and English, some Portuguese, French and German.
WORDS = {
    **_each(
        Presence.PRESENT,
        "present, presente, presentes, presencia, yes, si, sim, ja, oui, y, s, positive, positivo, positiva, pos, "
        "observed, observado, observada, detected, detectado, detectada, true, verdadero, confirmed, confirmado, "
        "confirmada, abnormal, anormal, affirmative, afirmativo, reactive, reactivo, refiere, si refiere, known "
        "present, confirmed present, presente confirmado, clinical finding present, presenta, si presenta, apresenta, "
        "hay, tiene, si tiene, se observa, se evidencia, palpable, se palpa, audible, reported",
    ),
    **_each(
        Presence.ABSENT,
        "absent, ausente, ausentes, ausencia, no, n, nein, nao, non, negative, negativo, negativa, neg, "
        "undetected, false, falso, none, ninguno, ninguna, denied, denies, niega, negado, negada, excluded, "
        "excluido, excluida, descartado, descartada, refuted, normal, normales, wnl, within normal limits, not "
        "present, no presente, no presenta, not detected, no detectado, no detectada, not observed, no observado, "
        "no observada, not found, no tiene, no refiere, known absent, ruled out, clinical finding absent, "
        "definitely not present, non reactive, no reactivo, no hay, nega, nao apresenta, nao refere, nao tem, "
        "negativos, negativas, nunca, never, nada, nil, no se observa, no se evidencia, no se encuentra, no se palpa, "
        "no palpable, no evidence, sin evidencia, sin alteraciones, sin alteracion, sin particularidades, "
        "not reported, no reportado, no reportada",
    ),
    **_each(
        Presence.UNKNOWN,
        "unknown, desconocido, desconocida, se desconoce, unsure, uncertain, incierto, indeterminate, "
        "indeterminado, equivocal, dudoso, possible, posible, probable, suspected, sospecha, sospechado, pending, "
        "pendiente, na, n a, nd, not assessed, no evaluado, no evaluada, no valorado, not tested, not done, no "
        "realizado, no sabe, sin dato, sin datos, no aplica, not applicable, not known, not recorded, no "
        "registrado, not asked, asked but unknown, no concluyente, no valorable, no evaluable, inconclusive, "
        "pendiente de resultado, nr, n r, ns nc, past, in the past, en el pasado, previo, previa, resuelto, resuelta, "
        "resolved",
    ),
    **_each(
        Presence.GRADED,
        "mild, leve, leves, slight, moderate, moderado, moderada, severe, severo, severa, grave, intenso, "
        "intensa, profound, profundo, profunda, borderline, marked, marcado, marcada, mild to moderate, leve a "
        "moderado, leve a moderada, moderate to severe, moderado a severo, left, right, bilateral, unilateral, "
        "izquierdo, izquierda, derecho, derecha, right and left, left and right, both sides, ambos lados, acute, "
        "agudo, aguda, chronic, cronico, cronica, intermittent, intermitente, recurrent, recurrente, progressive, "
        "progresivo, progresiva, congenital, congenito, congenita, discreto, discreta, importante, ocasional, "
        "ocasionales, occasional, frecuente, frecuentes, frequent, a veces, sometimes, siempre, always, esporadico, "
        "esporadica, diario, diaria, nocturno, nocturna",
    ),
}
