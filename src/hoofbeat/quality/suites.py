"""What is expected of every layer: critical where silver or gold would be wrong, a warning where they would be thin.

Critical rules hold by construction of our own readers; they guard against a new source, or a defect, that breaks the
rules. Change a rule, and its suite's version goes up with it (a test holds both together).
"""

from typing import Any

from hoofbeat.domain.case import MAX_AGE_YEARS, Sex
from hoofbeat.quality.cohort import FEW_CASES
from hoofbeat.quality.rules import Layer, Rule, Severity, Suite

#: Twelve bytes of nonce, sixteen of tag, four of length: a seal around nothing.
_EMPTY_SEAL = 32

#: A record is a few kilobytes, a large FHIR bundle a few megabytes.
_LARGE_SEAL = 20_000_000

#: Texts that are held against the detectors of identifiers, and what a page calls them.
_TEXTS = {
    "diagnosis": "the id of the diagnosis",
    "diagnosis_name": "its name",
    "group": "the group",
    "notes": "what was set aside",
    "findings": "ids of findings, the values of a site's own columns among them",
    "measurements": "codes and units of measurements",
}
_VALUES = (
    "values of a site's own codes, each code as a whole: none follows the numbering of a national id, is too long or "
    "comes too singly for an amount, or goes by a name of ids"
)


def shipped_suites() -> dict[Layer, Suite]:
    """The suites of this version of Hoofbeat."""
    return {
        "bronze": Suite("bronze", 1, _bronze()),
        "intake": Suite("intake", 1, _intake()),
        "silver": Suite("silver", 3, _cases("silver")),
        "gold": Suite("gold", 2, _gold()),
        "cohort": Suite("cohort", 1, _cohort()),
    }


def _none(layer: Layer, column: str, notes: str, severity: Severity = "critical", **kwargs: Any) -> Rule:
    """Expect 0 in a column that counts what should not be there."""
    kwargs = {"column": column, "value_set": [0], **kwargs}
    return Rule(layer=layer, type="expect_column_values_to_be_in_set", kwargs=kwargs, severity=severity, notes=notes)


def _between(layer: Layer, column: str, notes: str, severity: Severity = "critical", **kwargs: Any) -> Rule:
    kwargs = {"column": column, **kwargs}
    return Rule(layer=layer, type="expect_column_values_to_be_between", kwargs=kwargs, severity=severity, notes=notes)


def _stated(layer: Layer, column: str, notes: str, severity: Severity = "critical", **kwargs: Any) -> Rule:
    kwargs = {"column": column, **kwargs}
    return Rule(layer=layer, type="expect_column_values_to_not_be_null", kwargs=kwargs, severity=severity, notes=notes)


def _bronze() -> tuple[Rule, ...]:
    return (
        _none("bronze", "unnamed_source", "every record says which source it is of"),
        _none("bronze", "malformed_hash", "the content hash is a SHA-256 in hex"),
        _none("bronze", "repeated_record", "a record stands in a batch once"),
        _none("bronze", "malformed_batch", "every record names the batch that brought it"),
        _none("bronze", "from_the_future", "no record was taken in later than now"),
        _between("bronze", "ordinal", "the position in the source counts from 0", min_value=0),
        _between("bronze", "sealed_bytes", "the record's text is there", min_value=_EMPTY_SEAL + 1),
        _between("bronze", "sealed_bytes", "no record is absurdly large", "warning", max_value=_LARGE_SEAL),
    )


def _intake() -> tuple[Rule, ...]:
    return (
        _none("intake", "unaccounted", "read = accepted + quarantined"),
        _between("intake", "quarantined_share", "few records had to be refused", "warning", max_value=0.1),
    )


def _cases(layer: Layer) -> tuple[Rule, ...]:
    return (
        _none(layer, "malformed_case_id", "a case goes by its pseudonym, never by a source's own id"),
        _none(layer, "malformed_patient_id", "a patient goes by a pseudonym"),
        _none(layer, "repeated_record", "one row a record"),
        _none(layer, "repeated_revision", "a revision of a case stands here once"),
        _between(layer, "revision", "revisions count from 0", min_value=0),
        _between(layer, "age", "years, where known", min_value=0, max_value=MAX_AGE_YEARS),
        Rule(
            layer=layer,
            type="expect_column_values_to_be_in_set",
            kwargs={"column": "sex", "value_set": [sex.value for sex in Sex]},
            notes="our four values",
        ),
        _between(layer, "stated_count", "a case without findings and measurements says nothing", min_value=1),
        _none(layer, "malformed_findings", "HPO terms, history items and site features"),
        _none(layer, "repeated_findings", "a finding is observed or excluded, once"),
        _none(layer, "misaligned_findings", "onsets and origins run parallel to the findings"),
        _none(layer, "malformed_codes", "measurements have a LOINC code, or one of ours or the site's"),
        _none(layer, "not_finite", "a measurement is a number"),
        _none(layer, "unconverted_units", "measurements are in their canonical units"),
        _none(layer, "impossible_values", "measurements are such as a living patient can have"),
        _none(layer, "malformed_diagnosis", "a disease id, where known"),
        *(
            _none(
                layer, f"identifier_in_{column}", f"{what}: no name, number, address or date of a patient is recognised"
            )
            for column, what in _TEXTS.items()
        ),
        _none(layer, "identifier_in_values", _VALUES),
        _stated(layer, "age", "age mostly known", "warning", mostly=0.5),
        Rule(
            layer=layer,
            type="expect_column_values_to_be_in_set",
            kwargs={
                "column": "sex",
                "value_set": [sex.value for sex in Sex if sex is not Sex.UNKNOWN],
                "mostly": 0.8,
            },
            severity="warning",
            notes="sex mostly known",
        ),
        _none(layer, "undiagnosed", "without diagnosis a case cannot train", "warning", mostly=0.5),
        _between(layer, "observed_count", "something is observed", "warning", min_value=1, mostly=0.95),
        Rule(
            layer=layer,
            type="expect_column_mean_to_be_between",
            kwargs={"column": "finding_count", "min_value": 3},
            severity="warning",
            notes="fewer findings tell diseases apart badly",
        ),
        _none(layer, "unconvertible_units", "units are such as can be converted", "warning", mostly=0.95),
        _none(layer, "note_count", "little had to be set aside in reading", "warning", mostly=0.8),
    )


def _gold() -> tuple[Rule, ...]:
    return (
        _none("gold", "malformed_case_id", "a case goes by its pseudonym"),
        _none("gold", "repeated_case", "one row a case: its newest revision"),
        _none("gold", "malformed_disease", "an entry of the catalogue, or none"),
        _between("gold", "stated_count", "a case without findings and measurements says nothing", min_value=1),
        _none("gold", "identifier_in_findings", f"{_TEXTS['findings']}: no patient's name or number is recognised"),
        _none("gold", "identifier_in_values", _VALUES),
        _none("gold", "untrainable", "a case can train if the catalogue has its disease", "warning", mostly=0.5),
    )


def _cohort() -> tuple[Rule, ...]:
    few = f"diseases with fewer than {FEW_CASES} cases learn from knowledge alone"
    return (
        _none("cohort", "lost_cases", "every case of silver is in gold"),
        _none("cohort", "surplus_cases", "every case of gold is in silver"),
        _none("cohort", "unlisted_diseases", "every disease of gold is in the catalogue"),
        _between("cohort", "diseases", "two diseases are the least to tell apart", "warning", min_value=2),
        _between("cohort", "largest_share", "no disease is most of the cohort", "warning", max_value=0.5),
        _between("cohort", "thin_diseases_share", few, "warning", max_value=0.9),
    )
