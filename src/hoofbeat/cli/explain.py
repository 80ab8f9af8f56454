"""``hoofbeat explain``: what moves the models that learn from cases."""

from typing import Annotated

import typer

from hoofbeat.cli.options import DEFAULT_OUTPUT, LakeUrl, Output, Seed


def explain(
    output: Output = DEFAULT_OUTPUT,
    cases: Annotated[int, typer.Option(min=1, help="Cases that global importance is a mean over.")] = 100,
    classes: Annotated[int, typer.Option(min=0, help="Diseases explained one by one: those with the most cases.")] = 12,
    shown: Annotated[int, typer.Option(min=0, help="Single cases shown for each of the two models.")] = 6,
    seed: Seed = 0,
    lake: LakeUrl = None,
) -> None:
    """Explain the selected cohort model and the re-ranker by SHAP values, on one page.

    Needs what `hoofbeat train` leaves. Writes `report/explanation.html` and `report/explanation.json`: which findings
    matter over all cases, what speaks for and against single diseases, and why single cases were answered as they
    were. The page needs no network. It shows the findings of single patients, without any id: **keep it within the
    hospital's walls.**

    With the seed of `hoofbeat evaluate`, the re-ranker explained is the one that `hoofbeat export` writes.

    **Examples:** `hoofbeat explain --output runs/first`, then open `runs/first/report/explanation.html`

    `hoofbeat explain --output runs/first --classes 40 --shown 20`
    """
    from hoofbeat.jobs.explain import ExplainJob

    ExplainJob(output=output, lake=lake, cases=cases, classes=classes, shown=shown, seed=seed).run()
