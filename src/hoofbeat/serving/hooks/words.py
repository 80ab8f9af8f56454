"""What a record system shows of us, in English and Spanish, and which of the two a request asks for."""

from typing import Final, get_args

from hoofbeat.domain.languages import FALLBACK, ProseLanguage, Wording

TITLE: Final = Wording(en="Differential diagnosis", es="Diagnóstico diferencial")
DESCRIPTION: Final = Wording(
    en="Ranks common and orphan diseases for the patient's conditions and observations, with the findings that speak "
    "for each. Decision support, not a diagnosis; nothing is kept.",
    es="Ordena enfermedades comunes y huérfanas según las condiciones y observaciones del paciente, con los hallazgos "
    "que apoyan cada una. Es apoyo a la decisión, no un diagnóstico; no se guarda nada.",
)
SUMMARY: Final = Wording(en="First of the differential: {}", es="Primera del diferencial: {}")
THIN: Final = Wording(
    en="Too little is known for a differential to rely upon", es="Se sabe muy poco para un diferencial fiable"
)
CANNOT_MISS: Final = Wording(en="must not be missed", es="no debe pasarse por alto")
ORPHAN: Final = Wording(en="orphan", es="huérfana")
FOR: Final = Wording(en="for", es="a favor")
SET_ASIDE: Final = Wording(
    en="Notes on what of the record was set aside or not read: {}.",
    es="Notas sobre lo que se apartó o no se leyó del registro: {}.",
)
PARTIAL: Final = Wording(
    en="The record came in part: its search failed, or found more than was sent ({}). What is missing is not known.",
    es="El registro llegó incompleto: la búsqueda falló o encontró más de lo que se envió ({}). No se sabe qué falta.",
)
NOTHING: Final = Wording(
    en="No differential: the record came in part", es="Sin diferencial: el registro llegó incompleto"
)
SUPPORT: Final = Wording(
    en="Decision support, not a diagnosis. Probabilities compare the diseases of the catalogue.",
    es="Apoyo a la decisión, no un diagnóstico. Las probabilidades comparan las enfermedades del catálogo.",
)
PAGE: Final = Wording(en="Open Hoofbeat", es="Abrir Hoofbeat")


def language_of(accepted: str | None) -> ProseLanguage:
    """The language of ours that a request's ``Accept-Language`` prefers; English where it prefers none.

    Example:
        >>> [language_of(text) for text in ("es-CO,es;q=0.9,en;q=0.8", "fr, en;q=0.5, es;q=0.1", "de", None)]
        ['es', 'en', 'en', 'en']
    """
    known: tuple[ProseLanguage, ...] = get_args(ProseLanguage)
    wanted: list[tuple[float, ProseLanguage]] = []
    for part in (accepted or "").split(","):
        tag, *parameters = (one.strip().lower() for one in part.split(";"))
        weight = next((_weight(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
        wanted += [(weight, each) for each in known if tag.split("-")[0] == each and weight > 0]
    return max(wanted, key=lambda pair: pair[0])[1] if wanted else FALLBACK


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
