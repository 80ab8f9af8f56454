"""How to mend a request to the API of cases: the remedies for the fields that it has alone."""

_DIAGNOSIS = '{"disease": "OMIM:154700", "basis": "genetic"}'
_IN_YEARS = "use a value within the limits, in years: six months are 0.5"

#: The last name of the field's path → its remedy, whatever is wrong with it.
CASE_REMEDIES = {
    "onset_years": "send the age at onset as a number of years, without quotes: 2.5; leave it out if unknown",
    "prediction_id": "send prediction_id as the differential stated it, or leave it out",
    "same_patient_as": "send the id of the other case, as /v1/cases lists it; leave it out if there is none",
    "revision": "send the revision that the case had when it was opened, as a whole number without quotes",
    "diagnosis": f"repeat the diagnosis that still holds: {_DIAGNOSIS}; send null if none is confirmed",
    "disease": "write an id of the catalogue, such as HBD:0000040, OMIM:154700 or ORPHA:558: never a name",
    "basis": "use one of the values named: what confirmed the diagnosis",
    "reason": "use one of the values named",
    "status": "use one of the values named, or leave it out",
    "before": "send what the page before gave as next",
}

#: Where the remedy depends on what is wrong: (field, pydantic's type of error).
CASE_ERRORS: dict[str | tuple[str, str], str] = {
    ("onset_years", "onset_of_nothing"): "leave out onset_years, or excluded",
    ("unit", "impossible"): "correct the value or the unit; /v1/measurements says what is possible",
    ("findings", "onset_later"): "correct age or onset_years: both are in years",
    ("onset_years", "greater_than_equal"): _IN_YEARS,
    ("onset_years", "less_than_equal"): _IN_YEARS,
}
