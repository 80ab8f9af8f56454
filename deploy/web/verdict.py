"""Whether a runtime answers as the service does, and at what cost."""

import base64
from statistics import median
from typing import Any

import numpy as np
from cases import Expected
from numpy.typing import NDArray

#: Largest difference of a probability, and of a share of the score (nats), that is taken for the same answer.
PROBABILITY, SHARE = 1e-4, 1e-3

#: Types of the graph of profiles, as ONNX Runtime for the web names them.
_TYPES = {"float32": np.float32, "int64": np.int64, "int32": np.int32, "uint16": np.uint16, "int16": np.int16}


def verdict(wanted: list[Expected], profiles: dict[str, NDArray[Any]], told: dict[str, Any]) -> dict[str, Any]:
    """Compare all probabilities, the ten best, the shares of their scores and the profiles; tell time and memory."""
    pairs = list(zip(wanted, told["answers"], strict=True))
    probability = max(_apart(one.answer["probability"], _floats(answer["probability"])) for one, answer in pairs)
    same_ten = sum(one.best == answer["best"] for one, answer in pairs)
    share = max(_shares_apart(one.shares, answer["shares"]) for one, answer in pairs)
    milliseconds = told["milliseconds"]
    found = {
        "runtime": told["host"],
        "onnxruntime_web": told["version"],
        "cases": len(pairs),
        "probability_difference": probability,
        "share_difference": share,
        "same_ten": same_ten,
        "same_profiles": _same_profiles(profiles, told["profiles"]),
        "load_seconds": round(told["loadSeconds"], 3),
        "first_milliseconds": round(milliseconds[0], 2),
        "median_milliseconds": round(median(milliseconds), 2),
        "slowest_milliseconds": round(max(milliseconds), 2),
        "megabytes": round(told["memory"] / 1e6),
        "asked_elsewhere": told.get("elsewhere", []),
    }
    alike = probability <= PROBABILITY and share <= SHARE and same_ten == len(pairs) and found["same_profiles"]
    return found | {"alike": bool(alike and not found["asked_elsewhere"])}


def _floats(packed: str) -> NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(packed), dtype=np.float32)


def _apart(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Largest absolute difference; infinite where the shapes differ or a number is none."""
    if one.shape != other.shape or np.isnan(one).any() or np.isnan(other).any():
        return float("inf")
    return float(np.abs(one.astype(float) - other.astype(float)).max(initial=0.0))


def _shares_apart(wanted: dict[str, NDArray[np.float32]], told: dict[str, list[list[float]]]) -> float:
    if wanted.keys() != told.keys():
        return float("inf")
    return max(_apart(share, np.array(told[name]).reshape(-1, share.shape[1])) for name, share in wanted.items())


def _same_profiles(wanted: dict[str, NDArray[Any]], told: dict[str, dict[str, str]]) -> bool:
    if wanted.keys() != told.keys():
        return False
    arrays = {name: np.frombuffer(base64.b64decode(one["bytes"]), _TYPES[one["type"]]) for name, one in told.items()}
    return all(np.array_equal(wanted[name].ravel(), arrays[name]) for name in wanted)
