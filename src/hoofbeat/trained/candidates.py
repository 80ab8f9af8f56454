"""The candidates of a training as the page and the report show them."""

from hoofbeat.evaluation.calibration import calibration_summary
from hoofbeat.evaluation.candidates import Comparison
from hoofbeat.evaluation.curves import averaged_curves
from hoofbeat.evaluation.result import Calibration, CandidateSummary, Curve
from hoofbeat.training.outcome import TrainingOutcome

#: Figures of a candidate that a summary has under the same name.
_SHOWN = ("macro_f1", "top_1", "top_3", "top_10", "fit_seconds", "inference_ms")


def comparison(outcome: TrainingOutcome) -> Comparison:
    """Figures, curves and calibration of every candidate, out of fold; empty where none competed."""
    curves = tuple(
        curve for name, answers in outcome.probabilities.items() for curve in averaged_curves(name, answers, outcome.y)
    )
    calibration = tuple(
        calibration_summary(name, answers.max(axis=1), answers.argmax(axis=1) == outcome.y)
        for name, answers in outcome.probabilities.items()
    )
    return Comparison(
        data=f"gold@{outcome.data_version}",
        knowledge=outcome.knowledge_version,
        candidates=tuple(_summary(name, outcome, curves, calibration) for name in outcome.metrics),
        curves=curves,
        candidate_calibration=calibration,
        guard=outcome.guard,
    )


def _summary(
    name: str, outcome: TrainingOutcome, curves: tuple[Curve, ...], calibration: tuple[Calibration, ...]
) -> CandidateSummary:
    metrics = outcome.metrics[name]
    areas = {curve.kind: curve.area for curve in curves if (curve.model, curve.average) == (name, "macro")}
    return CandidateSummary(
        name=name,
        selected=name == outcome.winner,
        orphan_macro_recall=metrics.get("orphan_macro_recall"),
        roc_area=areas["roc"],
        average_precision=areas["precision-recall"],
        ece=next(found.ece for found in calibration if found.label == name),
        onnx_bytes=round(metrics["onnx_bytes"]),
        balancing=outcome.balancing[name],
        settings=", ".join(f"{key} {value:.4g}" for key, value in outcome.plans[name].settings.items()),
        study=outcome.studies.get(name, ""),
        **{key: metrics[key] for key in _SHOWN},
    )
