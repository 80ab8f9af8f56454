"""Whoever reads a suite's version knows what it expected.

Mirrors: hoofbeat.quality.columns, hoofbeat.quality.frame, hoofbeat.quality.identifying, hoofbeat.quality.measured,
hoofbeat.quality.rows, hoofbeat.quality.rules, hoofbeat.quality.seen
"""

from hoofbeat.quality.columns import COHORT, COLUMNS, INTAKE
from hoofbeat.quality.frame import columns_of
from hoofbeat.quality.rules import Rule, Suite
from hoofbeat.quality.suites import shipped_suites

#: Changed a rule? Raise the suite's version in suites.py, then write its new digest here.
KNOWN = {
    ("bronze", 1): "0bb80917b71f",
    ("intake", 1): "c820f72e71a2",
    ("silver", 3): "1aa2423bb771",
    ("gold", 2): "ac75f0972dd0",
    ("cohort", 1): "4cf8bc8dd59b",
}

RULE = Rule(layer="silver", type="expect_column_values_to_not_be_null", kwargs={"column": "age"})


def test_rules_change_only_together_with_their_version() -> None:
    assert {(suite.layer, suite.version): suite.digest for suite in shipped_suites().values()} == KNOWN


def test_a_hospital_s_rule_shows_in_the_version() -> None:
    plain = shipped_suites()["silver"]
    extended = Suite("silver", plain.version, plain.rules, (RULE,))
    assert extended.label.endswith("+1")
    assert extended.digest != plain.digest


def test_every_rule_speaks_of_a_column_there_is_and_says_why() -> None:
    known = {**COLUMNS, "intake": INTAKE, "cohort": COHORT}
    for suite in shipped_suites().values():
        assert set(columns_of(suite.rules)) <= set(known[suite.layer])
        assert all(rule.notes and rule.layer == suite.layer for rule in suite.rules)
