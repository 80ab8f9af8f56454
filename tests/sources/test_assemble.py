"""A case put together: each finding once, ages in years.

Mirrors: hoofbeat.sources.durations
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.domain.case import Finding
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.assemble import settle_findings
from hoofbeat.sources.durations import years

findings = st.lists(
    st.builds(Finding, id=st.integers(0, 9).map(lambda n: f"HP:{n:07}"), excluded=st.booleans()), min_size=1
)


@given(findings)
def test_each_finding_is_stated_once_and_observed_if_ever_observed(stated: list[Finding]) -> None:
    settled, _ = settle_findings(stated, None)
    ids = [finding.id for finding in settled]
    assert ids == list(dict.fromkeys(finding.id for finding in stated))
    observed = {finding.id for finding in stated if not finding.excluded}
    assert {finding.id for finding in settled if not finding.excluded} == observed


@given(findings)
def test_every_id_is_kept_or_named(stated: list[Finding]) -> None:
    def even_only(finding_id: str) -> str | None:
        return finding_id if int(finding_id[-1]) % 2 == 0 else None

    try:
        settled, notes = settle_findings(stated, even_only)
    except RecordError as error:
        settled, notes = (), [str(error)]
    kept = {finding.id for finding in settled}
    assert all(finding.id in kept or finding.id in " ".join(notes) for finding in stated)


@pytest.mark.parametrize("text", ["", "P", "PT", "3Y", "P3", "P-1Y", "P1Y2", None, 3, "P" + "9" * 200 + "Y"])
def test_what_is_no_duration_is_none(text: object) -> None:
    assert years(text) is None


@given(st.integers(0, 120), st.integers(0, 11), st.integers(0, 30))
def test_durations_add_up(number: int, months: int, days: int) -> None:
    assert years(f"P{number}Y{months}M{days}D") == pytest.approx(number + months / 12 + days / 365.25)
