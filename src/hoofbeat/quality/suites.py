"""What a batch of cases must fulfil (critical) and should fulfil (warning) before silver."""

from typing import Any

from hoofbeat.domain.case import MAX_AGE_YEARS, Sex
from hoofbeat.quality.engine import load

SUITE = "cases"

_FINDING = r"(?:HP|HB):\d{7}"


def case_suite() -> Any:
    """Build the ``ExpectationSuite`` for :func:`~hoofbeat.quality.frame.quality_frame`.

    Critical expectations hold by construction of our own parsers; they guard against a new source, or a defect,
    that breaks the rules. Warnings describe a batch that is sound but may be thin.
    """
    return load().ExpectationSuite(name=SUITE, expectations=[*_critical(), *_warnings()])


def _critical() -> list[Any]:
    gxe = load().expectations
    critical = {"severity": "critical"}
    return [
        gxe.ExpectColumnValuesToNotBeNull(column="case_id", notes="every case is named", **critical),
        gxe.ExpectColumnValuesToBeUnique(column="case_id", notes="one row a case", **critical),
        gxe.ExpectColumnValuesToMatchRegex(
            column="case_id", regex=r"^case-[0-9a-f]{16}$", notes="no source's own id passes into silver", **critical
        ),
        gxe.ExpectColumnValuesToBeUnique(column="content_hash", notes="one row a record", **critical),
        gxe.ExpectColumnValuesToBeBetween(
            column="age", min_value=0, max_value=MAX_AGE_YEARS, notes="years, where known", **critical
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="sex", value_set=[sex.value for sex in Sex], notes="our four values", **critical
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="finding_count", min_value=1, notes="a case without findings says nothing", **critical
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="finding_ids",
            regex=rf"^{_FINDING}(?: {_FINDING})*$",
            notes="HPO terms and history items",
            **critical,
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="contradictions", min_value=0, max_value=0, notes="observed or excluded, not both", **critical
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="diagnosis", regex=r"^[A-Za-z][A-Za-z0-9_.]*:\S.*$", notes="a disease id, where known", **critical
        ),
    ]


def _warnings() -> list[Any]:
    gxe = load().expectations
    warning = {"severity": "warning"}
    return [
        gxe.ExpectColumnValuesToNotBeNull(column="age", mostly=0.5, notes="age mostly known", **warning),
        gxe.ExpectColumnValuesToBeInSet(
            column="sex",
            value_set=[sex.value for sex in Sex if sex is not Sex.UNKNOWN],
            mostly=0.8,
            notes="sex mostly known",
            **warning,
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="diagnosis", mostly=0.5, notes="without diagnosis a case cannot train", **warning
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="observed_count", min_value=1, mostly=0.95, notes="something is observed", **warning
        ),
        gxe.ExpectColumnMeanToBeBetween(
            column="finding_count", min_value=3, notes="fewer findings tell diseases apart badly", **warning
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="note_count", max_value=0, mostly=0.8, notes="little had to be set aside in parsing", **warning
        ),
    ]
