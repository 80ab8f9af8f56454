"""``hoofbeat simulate-year``: does the life cycle see what changes, and act on it?"""

import os
from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.cli.options import Seed

_RULES = Path(__file__).resolve().parents[3] / "deploy" / "compose" / "prometheus" / "model.rules.yaml"


def simulate_year(
    output: Annotated[
        Path, typer.Option(help="Run directory; a year that was broken off goes on.", file_okay=False)
    ] = Path("simulated-year"),
    scenario: Annotated[
        str, typer.Option(help="What happens: `usual`, `stable`, or a YAML file (docs/simulated-year.md).")
    ] = "usual",
    data: Annotated[
        Path | None,
        typer.Option(
            help="Folder with phenopacket-store and ddxplus, as `hoofbeat data pull` lays them out; HOOFBEAT_DATA, "
            "else simulated patients, if not given.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    simulated: Annotated[bool, typer.Option("--simulated", help="Simulated patients, whatever data is there.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="A small year, of fewer patients.")] = False,
    rules: Annotated[
        Path | None, typer.Option(help="Alerting rules; those of deploy/ if not given and there.", dir_okay=False)
    ] = None,
    seed: Seed = 0,
) -> None:
    """Let a year pass: patients come, things change, and drift, gate, guard and retraining have to deal with it.

    A real MLflow server, a real service that follows it, real retraining; one HTML page says what was noticed when,
    what was trained and refused, and how accurate the answers were each month, against a model never trained again.

    **Example:** `hoofbeat simulate-year --quick --output year`
    """
    from hoofbeat.simulation.year import SimulateYearJob

    named = os.environ.get("HOOFBEAT_DATA")
    SimulateYearJob(
        output=output,
        scenario=scenario,
        data=None if simulated else data or (Path(named) if named else None),
        quick=quick,
        seed=seed,
        rules=rules or (_RULES if _RULES.is_file() else None),
    ).run()
