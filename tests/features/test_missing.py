from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.features.missing import missing_shares


def test_what_is_missing_is_counted_thing_by_thing() -> None:
    pulse = Measurement(code="8867-4", value=80, unit="/min")
    cases = [
        Case(case_id="a", age=0.0, sex=Sex.FEMALE, measurements=(pulse, pulse)),
        Case(case_id="b", sex=Sex.OTHER, findings=(Finding(id="SITE:q1", excluded=True), Finding(id="HP:0001250"))),
        Case(case_id="c", age=5.0, findings=(Finding(id="SITE:q1"),)),
        Case(case_id="d", age=5.0, sex=Sex.MALE),
    ]
    assert missing_shares(cases) == {"age": 0.25, "sex": 0.5, "8867-4": 0.75, "SITE:q1": 0.5}
    assert list(missing_shares(cases, site_features=False)) == ["age", "sex", "8867-4"]


def test_no_case_lacks_nothing() -> None:
    assert missing_shares([]) == {}
