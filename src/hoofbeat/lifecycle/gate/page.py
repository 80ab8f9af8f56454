"""The result as one page that needs nothing else: no network, no script."""

from hoofbeat.evaluation.report import page_environment
from hoofbeat.lifecycle.gate.result import GateResult

#: Headings of the parts, in the order of the page, and what stands below each.
PARTS = {
    "accuracy": (
        "Does it find as many patients?",
        "Both bundles were asked the same patients. The difference is challenger less champion; its interval draws "
        "whole diseases, since patients of one disease resemble each other. Ties count against a bundle, and a disease "
        "that its catalogue lacks is a miss.",
    ),
    "groups": ("For everybody?", "The same by age and sex, frozen and latest patients together."),
    "trust": ("Do its probabilities keep their word?", ""),
    "behaviour": (
        "Does it behave?",
        "Textbook presentations; the same ones in another order, with retired ids and with a finding that nobody "
        "knows; and each with one finding less.",
    ),
    "soundness": ("Is it sound?", ""),
    "cost": ("What does it cost?", "Here the difference is the ratio of challenger to champion."),
}


def render_gate(result: GateResult) -> str:
    """The page, as self-contained HTML."""
    environment = page_environment("hoofbeat.lifecycle.gate")
    environment.filters.update(figure=_figure, step=_step)
    parts = {name: [rule for rule in result.rules if rule.part == name] for name in PARTS}
    return environment.get_template("gate.html.j2").render(
        result=result, headings=PARTS, parts={name: rules for name, rules in parts.items() if rules}
    )


def _figure(value: float | None, name: str) -> str:
    """A rule's figure as its kind is written."""
    if value is None:
        return "–"
    if name in ("cost/bytes", "cost/memory"):
        return f"{value / 1e6:,.1f} MB"
    if name == "cost/time":
        return f"{value:.2f} ms"
    if name == "behaviour/invariance":
        return f"{value:.0f}"
    return f"{value:.1e}" if name == "soundness/parity" else f"{value:.3f}"


def _step(value: float | None, name: str) -> str:
    """A difference with its sign, or a ratio."""
    if value is None:
        return "–"
    return f"× {value:.2f}" if name.startswith("cost/") else f"{value:+.3f}"
