"""A disease of a ranking as the line that an answer has of it, with what speaks for and against it."""

from typing import Any

from hoofbeat.bundle.runtime.explanation import Explainer
from hoofbeat.bundle.runtime.groups import Line
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.bundle.runtime.scorer import Scored
from hoofbeat.domain.differential import Contribution, RankedDisease
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording

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
        lexicon: names of the findings.
        diseases: the catalogue.
    """

    def __init__(self, explainer: Explainer, lexicon: Lexicon, diseases: LateRows[Disease]) -> None:
        self._explainer = explainer
        self._lexicon = lexicon
        self._diseases = diseases

    def of(self, line: Line, scored: Scored, *, in_set: bool, explain: bool) -> RankedDisease:
        """The line of one disease.

        Args:
            line: where it stands, and what is folded under it.
            scored: the answer.
            in_set: whether it belongs to the conformal set.
            explain: whether to say why it stands there; the answer must hold the shares then.
        """
        disease = self._diseases[line.position]
        return RankedDisease(
            rank=line.rank,
            disease_id=disease.id,
            probability=min(float(scored.probability[line.position]), 1.0),
            score=float(scored.score[line.position]),
            subtypes=line.subtypes,
            group_probability=line.group_probability,
            in_set=in_set,
            **(self._explained(line.position, scored) if explain else {}),
            **{name: getattr(disease, name) for name in _OF_DISEASE},
        )

    def _explained(self, position: int, scored: Scored) -> dict[str, Any]:
        """Fields of a line that say why it stands there."""
        observed, excluded = scored.observed_at, scored.excluded_at
        return {
            "contributions": self._contributions(position, scored),
            "expected_missing": self._explainer.expected_missing(position, observed, excluded),
            "unexplained": self._explainer.unexplained(observed, scored.outputs["support_share"][:, position]),
        }

    def _contributions(self, position: int, scored: Scored) -> tuple[Contribution, ...]:
        """Shares of the score, the strongest finding first, then re-ranker, cohort model, person, setting and prior."""
        told = (
            ("observed", scored.known.observed, "support_share"),
            ("excluded", scored.known.excluded, "absence_share"),
        )
        shares = [
            self._of_finding(kind, finding_id, float(value))
            for kind, ids, name in told
            for finding_id, value in zip(ids, scored.outputs[name][:, position], strict=True)
        ]
        shares.sort(key=lambda share: -abs(share.value))
        for kind, names in _WITHOUT_FINDING.items():
            share = scored.outputs.get(f"{kind}_share")
            value = 0.0 if share is None else float(share[position])
            if value:
                shares.append(Contribution(kind=kind, names=names, value=value))
        return tuple(shares)

    def _of_finding(self, kind: str, finding_id: str, value: float) -> Contribution:
        entry = self._lexicon.entries[self._lexicon.position(finding_id)]
        return Contribution(kind=kind, finding_id=finding_id, names=entry.names, value=value)
