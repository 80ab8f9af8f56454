"""A disease of a ranking as the line that an answer has of it, with what speaks for and against it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat

import numpy as np

from hoofbeat.bundle.runtime.explanation import Explainer, Fields
from hoofbeat.bundle.runtime.groups import Line
from hoofbeat.bundle.runtime.profiles import Positions
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.bundle.runtime.scorer import Scored
from hoofbeat.bundle.runtime.sessions import Array
from hoofbeat.domain.differential import RankedDisease
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording

#: What each finding adds to the score of each disease, as ``Scorer.shares`` has it.
Shares = Mapping[str, Array]

#: Contributions that are findings, by kind: those observed, and those excluded.
KINDS = ("observed", "excluded")

#: Contributions that are no finding, by kind, in the order they are told.
_WITHOUT_FINDING = {
    "pattern": Wording(
        en="How well the whole picture fits the profile", es="Cómo encaja el cuadro completo con el perfil"
    ),
    "cohort": Wording(en="Model trained on confirmed cases", es="Modelo entrenado con casos confirmados"),
    "person": Wording(en="Age, sex, pregnancy and course", es="Edad, sexo, embarazo y evolución"),
    "setting": Wording(
        en="How frequent it is where one asks, and how common diseases explain the case beside orphan ones",
        es="Qué tan frecuente es donde se consulta, y cómo explican el caso las enfermedades comunes frente a las "
        "huérfanas",
    ),
    "prior": Wording(
        en="Frequency among known patients and breadth of the profile", es="Frecuencia conocida y amplitud del perfil"
    ),
}

#: What an answer copies from the catalogue.
_OF_DISEASE = tuple(name for name in Disease.model_fields if name != "id")


class Lines:
    """Writes the lines of answers.

    Args:
        explainer: what a disease lacks, and what it does not explain.
        diseases: the catalogue.
    """

    def __init__(self, explainer: Explainer, diseases: LateRows[Disease]) -> None:
        self._explainer = explainer
        self._diseases = diseases

    def write(self, lines: Sequence[Line], scored: Scored, shares: Shares | None, in_set: int) -> list[RankedDisease]:
        """The lines of an answer.

        Args:
            lines: where each disease stands, and what is folded under it.
            scored: the answer.
            shares: what each finding adds to the score of these diseases, in the order of the lines, if one explains;
                the answer must hold the other shares then.
            in_set: how many diseases, the first of the ranking, belong to the conformal set.
        """
        explained: Iterable[Fields] = repeat({}) if shares is None else self._explained(lines, scored, shares)
        return [self._line(line, scored, line.rank <= in_set, why) for line, why in zip(lines, explained, strict=False)]

    def _line(self, line: Line, scored: Scored, in_set: bool, explained: Fields) -> RankedDisease:
        disease = self._diseases[line.position]
        return RankedDisease(
            rank=line.rank,
            disease_id=disease.id,
            probability=min(float(scored.probability[line.position]), 1.0),
            score=float(scored.score[line.position]),
            subtypes=line.subtypes,
            group_probability=line.group_probability,
            in_set=in_set,
            **explained,
            **{name: getattr(disease, name) for name in _OF_DISEASE},
        )

    def _explained(self, lines: Sequence[Line], scored: Scored, shares: Shares) -> Iterator[Fields]:
        """Fields of each line that say why it stands there."""
        places = np.array([line.position for line in lines], dtype=np.int64)
        missing = self._explainer.expected_missing(places, scored.observed_at, scored.excluded_at)
        observed = [self._explainer.named(place) for place in scored.observed_at.tolist()]
        excluded = [self._explainer.named(place) for place in scored.excluded_at.tolist()]
        told = [{"kind": kind, **one} for kind, side in zip(KINDS, (observed, excluded), strict=True) for one in side]
        of_findings = np.concatenate([shares["support_share"], shares["absence_share"]]).T
        order = np.argsort(-np.abs(of_findings), axis=1, kind="stable").tolist()
        without = _without_finding(places, scored)
        for line, values in enumerate(of_findings.tolist()):
            of_line = [{"kind": kind, "names": names, "value": share[line]} for kind, names, share in without]
            yield {
                "contributions": [
                    *({**told[row], "value": values[row]} for row in order[line]),
                    *(one for one in of_line if one["value"]),
                ],
                "expected_missing": missing[line],
                "unexplained": [one for one, value in zip(observed, values, strict=False) if value <= 0],
            }


def _without_finding(places: Positions, scored: Scored) -> list[tuple[str, Wording, list[float]]]:
    """What is no finding: re-ranker, cohort model, person, setting and prior, with its shares in these diseases."""
    return [
        (kind, names, scored.outputs[f"{kind}_share"][places].tolist())
        for kind, names in _WITHOUT_FINDING.items()
        if f"{kind}_share" in scored.outputs
    ]
