"""How a bundle ranks the disease that a presentation tells of, and what a failing test says of it."""

from collections.abc import Sequence

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.differential import RankedDisease
from hoofbeat.lifecycle.gate.presentations import Presentation, listed

#: What a message shows of a differential.
_SHOWN = 5


def labels_of(cell: str) -> dict[str, str]:
    """Id and label of each finding of a cell."""
    return dict(value.removeprefix("not ").split(" ", 1) for value in listed(cell))


def rank_of(bundle: Bundle, told: Presentation, expected: Sequence[str]) -> int:
    """Rank of the best-ranked of the diseases of these ids among all of the catalogue.

    Raises:
        AssertionError: the catalogue has none of them.
    """
    wanted = set(expected)
    right = {n for n, disease in enumerate(bundle.diseases) if wanted & {disease.id, *disease.equivalent_ids}}
    assert right, f"{told.name}: the catalogue has none of {', '.join(expected)}"
    _, score = bundle.answer(told.case, told.circumstances)
    order = bundle.first(score, len(bundle.diseases))
    return next(rank for rank, position in enumerate(order.tolist(), 1) if position in right)


def leading(bundle: Bundle, told: Presentation, top: int = _SHOWN) -> tuple[RankedDisease, ...]:
    """The first diseases of the bundle's differential."""
    answer = bundle.differential(told.case, circumstances=told.circumstances, top=top, explain=False)
    return answer.differential


def shown(told: Presentation, expected: Sequence[str], rank: int, first: Sequence[RankedDisease]) -> str:
    """What a failing test says: the case, where the disease stands, and what stands first."""
    lines = [f"  {line.rank}. {line.disease_id} {line.names['en']} ({line.probability:.3f})" for line in first[:_SHOWN]]
    return "\n".join([str(told), f"expected {', '.join(expected)}, which stand at rank {rank} of:", *lines])
