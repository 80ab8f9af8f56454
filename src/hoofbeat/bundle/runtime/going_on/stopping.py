"""Why to ask no further, in words."""

from hoofbeat.bundle.runtime.questions import SURE, Question, should_stop
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import FALLBACK, Wording


def stop_reason(questions: list[Question], surest: float, first: Disease) -> Wording | None:
    """Why asking on would tell little; ``None`` where it would tell something.

    Args:
        questions: what is left to ask, the most informative first.
        surest: probability of the first disease.
        first: that disease.
    """
    if not should_stop(questions, surest):
        return None
    if surest >= SURE:
        share = min(round(100 * surest), 99)
        english, spanish = first.names[FALLBACK], first.names.best("es")
        return Wording(
            en=f"{english} has {share} in 100: another question would change little; confirm it, or rule it out.",
            es=f"{spanish} tiene un {share} %: otra pregunta cambiaría poco; confírmela o descártela.",
        )
    if not questions:
        return Wording(
            en="The profiles of the leading diseases name nothing more to ask for.",
            es="Los perfiles de las primeras enfermedades no nombran nada más por lo que preguntar.",
        )
    return Wording(
        en="No single answer would change much: the best question is expected to gain less than a tenth of a bit.",
        es="Ninguna respuesta por sí sola cambiaría mucho: de la mejor pregunta se espera menos de una décima de bit.",
    )
