"""Options of rounds of retraining: every command of them takes all, so that one line of options serves them all."""

from pathlib import Path
from typing import Annotated, Any

import typer

from hoofbeat.cli.history import Model, RegistryUrl
from hoofbeat.cli.options import DEFAULT_OUTPUT, Expectations, LakeUrl, Output, ParityCases, SourcesFile
from hoofbeat.cli.promotion import Who
from hoofbeat.cli.records import option, taking
from hoofbeat.cli.registry import Trusted, Unsigned
from hoofbeat.cli.training import TRAINING, Balancing
from hoofbeat.training.settings import Size

_KNOWLEDGE = (
    "Release of the knowledge to train with: latest, a stored version, a folder; that of the lake if not given."
)
_FROZEN = "Frozen set of the gate; if not given, the patients set aside that the champion's gold had."
_RECENT = "Latest confirmed cases; if not given, the patients set aside that the champion's gold lacked."

EvaluationFolds = Annotated[int | None, typer.Option(min=2, help="Folds of every split of the evaluation.")]
SizeOfModels = Annotated[Size, typer.Option("--size", help="full, or small for a quick look.")]
Knowledge = Annotated[str | None, typer.Option(help=_KNOWLEDGE)]
ReserveShare = Annotated[
    float, typer.Option("--reserve", min=0, max=0.9, help="Share of the patients to set aside, where none is yet.")
]
Key = Annotated[
    Path | None, typer.Option(help="Private key that signs the bundle.", envvar="HOOFBEAT_SIGNING_KEY", dir_okay=False)
]
FrozenSetFile = Annotated[Path | None, typer.Option(help=_FROZEN, dir_okay=False)]
RecentFile = Annotated[Path | None, typer.Option(help=_RECENT, dir_okay=False)]
MarginsFile = Annotated[Path | None, typer.Option(help="JSON file of the gate's margins that differ.", dir_okay=False)]
Services = Annotated[
    list[str] | None,
    typer.Option("--service", help="Address of /metrics of a service that follows the registry; may be repeated."),
]
Prometheus = Annotated[
    str | None, typer.Option(help="Prometheus that scrapes them. Without either: no shadow, no canary.")
]
Answers = Annotated[int, typer.Option(min=1, help="Answers of the challenger that shadow and canary each wait for.")]
Patience = Annotated[float, typer.Option(min=0, help="Seconds that shadow and canary each wait for them.")]
EveryDays = Annotated[float, typer.Option(min=0, help="Days after which a round is due; 0: no schedule.")]
NewCases = Annotated[int, typer.Option(min=0, help="New confirmed cases that make a round due; 0: they do not.")]


def _told(
    balancing: Balancing,
    sources: Path | None,
    margins: Path | None,
    patience: float,
    every_days: float,
    new_cases: int,
    trusted: str,
    service: list[str] | None,
    **given: Any,
) -> dict[str, Any]:
    from hoofbeat.lifecycle.gate.margins import Margins
    from hoofbeat.sources import choose_sources

    return given | {
        "balancing": balancing.value,
        "sources": choose_sources(sources, ()) if sources else (),
        "margins": Margins.load(margins) if margins else Margins(),
        "patience_seconds": patience,
        "limits": {"every_days": every_days, "new_cases": new_cases},
        "trusted_keys": trusted,
        "services": tuple(service or ()),
    }


#: Gives a command the options of a round; it takes the ``told`` that makes its job.
with_round = taking(
    "told",
    _told,
    (
        option("output", Output, DEFAULT_OUTPUT),
        option("lake", LakeUrl),
        option("registry", RegistryUrl),
        option("model", Model, "hoofbeat"),
        option("trusted", Trusted, ""),
        option("allow_unsigned", Unsigned, False),
        option("key", Key),
        option("who", Who),
        option("every_days", EveryDays, 30.0),
        option("new_cases", NewCases, 100),
        option("knowledge", Knowledge),
        option("sources", SourcesFile),
        option("expectations", Expectations),
        option("reserve", ReserveShare, 0.1),
        *TRAINING,
        option("size", SizeOfModels, "full"),
        option("evaluation_folds", EvaluationFolds),
        option("parity_cases", ParityCases, 200),
        option("frozen", FrozenSetFile),
        option("recent", RecentFile),
        option("margins", MarginsFile),
        option("service", Services),
        option("prometheus", Prometheus),
        option("answers", Answers, 200),
        option("patience", Patience, 3600.0),
    ),
)
