"""Answers of observations: which findings they assert, as observed or as excluded, and of whom."""

from hoofbeat.sources.fhir.answers.assertions import Asserted, assertions
from hoofbeat.sources.fhir.answers.whose import is_anothers

__all__ = ["Asserted", "assertions", "is_anothers"]
