"""The DAG ``retrain`` in a real Airflow, once, where there is one."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from hoofbeat.console import stage
from hoofbeat.lifecycle.retraining.requests import ask
from hoofbeat.lifecycle.retraining.rounds import Rounds
from hoofbeat.simulation.sizes import Size

_PATIENCE = 3 * 3600
_REPOSITORY = Path(__file__).resolve().parents[4]
_DAG = "retrain"


def one_run(output: Path, registry: str, size: Size) -> str:
    """Ask for a last round, let the DAG do it in an Airflow with a home of its own, and say what became of it.

    Args:
        output: run directory.
        registry: address of the registry.
        size: of the year.

    Returns:
        What became of it, or why it was not run.
    """
    home, dags = Path(os.environ.get("HOOFBEAT_AIRFLOW") or _REPOSITORY / ".venv-airflow"), _REPOSITORY / "dags"
    airflow = home / "bin" / "airflow"
    if not airflow.is_file():
        return "not run: no Airflow on this machine (`make airflow`, or HOOFBEAT_AIRFLOW)"
    if not (dags / f"{_DAG}.py").is_file():
        return f"not run: no {_DAG}.py in {dags}"
    (own := output / "airflow").mkdir(exist_ok=True)
    log, rounds = own / "log", Rounds(output)
    ask(rounds.requests, "hand", "the end of the simulated year, by Airflow", datetime.now(UTC))
    with stage("The DAG retrain, in Airflow"), log.open("wb") as told:
        for arguments in (["db", "migrate"], ["dags", "test", _DAG]):
            try:
                ended = subprocess.run(  # noqa: S603
                    [airflow, *arguments],
                    env=os.environ | _environment(own, dags, output, registry, size),
                    stdout=told,
                    stderr=told,
                    timeout=_PATIENCE,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return f"broken off after {_PATIENCE // 3600} hours: see {log}"
            if ended.returncode:
                return f"failed (`airflow {' '.join(arguments)}` ended with {ended.returncode}): see {log}"
    last = rounds.all()[-1]
    return f"the DAG {_DAG} was run once; round {last.number}: {last.end or 'not at its end'}"


def _environment(own: Path, dags: Path, output: Path, registry: str, size: Size) -> dict[str, str]:
    fitting = " ".join(f"--{name.replace('_', '-')} {value}" for name, value in size.fitting.items())
    options = f"--allow-unsigned {fitting} --every-days 0 --new-cases 0"
    return {
        "AIRFLOW_HOME": str(own.resolve()),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "HOOFBEAT_COMMAND": str(Path(sys.executable).parent / "hoofbeat"),
        "HOOFBEAT_OUTPUT": str(output.resolve()),
        "HOOFBEAT_RETRAIN": options,
        "MLFLOW_TRACKING_URI": registry,
    }
