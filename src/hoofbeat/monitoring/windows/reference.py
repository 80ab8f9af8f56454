"""What a bundle carries to be compared with: its training cohort and held-out answers, in the cells of its windows.

``reference.json`` of the bundle. Data are counted by source, answers by setting. Counts under five are rounded to none
or five: whoever holds the bundle may read them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import BundleFormatError
from hoofbeat.monitoring.windows.layout import FEWEST, FORMAT, WindowLayout
from hoofbeat.monitoring.windows.sketch import Sketch, merged

#: What the joint test looks at: counts of one case each, known of every case, asked for or trained on.
JOINT = ("findings", "systems", "age", "sex", "observed")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Directions:
    """Where cases differ most from each other: principal components of their cells, standardised.

    Attributes:
        axes: one a row, [directions, cells of ``JOINT``].
        variance: of the cases along each, [directions].
    """

    axes: Floats
    variance: Floats


@dataclass(frozen=True)
class WindowReference:
    """What windows are compared with.

    Attributes:
        layout: the cells.
        sources: cases of training by source: data, no answers.
        answers: by setting, answers to cases that nothing had learned from.
        directions: for the joint test.
    """

    layout: WindowLayout
    sources: Mapping[str, Sketch]
    answers: Mapping[Setting, Sketch]
    directions: Directions

    def data(self) -> Sketch:
        """The cases of all sources."""
        return merged(self.sources.values(), self.layout)

    def to_json(self) -> str:
        """The content of the file."""
        content = {
            "format": FORMAT,
            "layout": self.layout.model_dump(mode="json"),
            "sources": {name: _rounded(sketch.to_json()) for name, sketch in self.sources.items()},
            "answers": {setting.value: _rounded(sketch.to_json()) for setting, sketch in self.answers.items()},
            "directions": {
                "axes": np.round(self.directions.axes, 4).tolist(),
                "variance": np.round(self.directions.variance, 5).tolist(),
            },
        }
        return json.dumps(content, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> "WindowReference":
        """Read the file of a bundle.

        Raises:
            BundleFormatError: it is none that this version reads.
        """
        try:
            content = json.loads(text)
            if content["format"] != FORMAT:
                raise ValueError("another format")
            layout = WindowLayout.model_validate(content["layout"])
            axes, variance = (np.array(content["directions"][name], dtype=float) for name in ("axes", "variance"))
            if axes.shape != (len(variance), sum(len(layout.cells[name]) for name in JOINT)):
                raise ValueError("directions of other cells")
            return cls(
                layout,
                {str(name): Sketch.from_json(counted, layout) for name, counted in content["sources"].items()},
                {Setting(name): Sketch.from_json(counted, layout) for name, counted in content["answers"].items()},
                Directions(axes, variance),
            )
        except (ValueError, KeyError, TypeError, AttributeError, ValidationError, RecursionError) as error:
            raise BundleFormatError(
                "The bundle's reference.json is none that this version reads",
                hint="export the bundle with this version of hoofbeat",
            ) from error


def joint_shares(sketch: Sketch) -> Floats:
    """Share of the cases in each cell that the joint test looks at, [cells of ``JOINT``]."""
    return np.concatenate([sketch.counts[name] for name in JOINT]) / max(sketch.cases, 1)


def _rounded(content: dict[str, Any]) -> dict[str, Any]:
    """Counts of one to four as none or five, whichever is nearer."""
    counts = {
        name: [value if value >= FEWEST else FEWEST * (2 * value > FEWEST) for value in values]
        for name, values in content["counts"].items()
    }
    return {"cases": content["cases"], "counts": counts}
