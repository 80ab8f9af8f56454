"""A record on its way to a differential, and how one that cannot be used is refused: by field, never by value."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from hoofbeat.domain.case import Case, Sex
from hoofbeat.domain.circumstances import Circumstances
from hoofbeat.domain.differential import Differential
from hoofbeat.domain.errors import InputError, RecordError
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.api.predictions import identified
from hoofbeat.serving.api.schemas import MAX_FINDINGS, MAX_MEASUREMENTS
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.http.problems import NAMED, UNUSABLE, FieldProblem, Refusal, more_than_named
from hoofbeat.serving.interop.options import RecordOptions
from hoofbeat.serving.turns import Turns
from hoofbeat.sources.fhir.asked.elements import ElementsError
from hoofbeat.sources.fhir.reading import NothingUsableError

#: Field and fault of a reason: ``subject.sex: not one of …``, ``entry[3] Condition.subject: another patient``.
_TOLD = re.compile(r"((?:[\w.\[\]]+ )?[A-Za-z_][\w.\[\]()]{0,120}): (.+)", re.ASCII | re.DOTALL)
_NO_MORE = "correct the field named"


@contextmanager
def told_as_problems() -> Iterator[None]:
    """Tell what a reader or the bundle refuses as a problem with status 422."""
    try:
        yield
    except ElementsError as error:
        named = [FieldProblem(field=path, message=text, hint=error.hint) for path, text in error.problems[:NAMED]]
        raise Refusal(422, more_than_named(UNUSABLE, len(error.problems)), named) from None
    except NothingUsableError as error:  # what was set aside is told by its codes, and those are the patient's
        raise Refusal(422, f"{error.bare} → {error.hint}") from None
    except RecordError as error:
        match = _TOLD.fullmatch(error.what)
        if match is None:
            raise Refusal(422, str(error)) from None
        problem = FieldProblem(field=match[1], message=match[2], hint=error.hint or _NO_MORE)
        raise Refusal(422, UNUSABLE, [problem]) from None
    except InputError as error:
        raise Refusal(422, f"{error.what.partition(':')[0]} → {error.hint}") from None


def ranked(
    case: Case,
    bundle: Diagnoser,
    metrics: ServingMetrics,
    circumstances: Circumstances,
    options: RecordOptions,
    turns: Turns,
) -> Differential:
    """The differential for a case that was read from a record; what reading set aside stands first in ``warnings``.

    A diagnosis that the record states is no evidence: it is not handed to the ranking.

    Raises:
        InputError: nothing of the case is known to the bundle.
        Refusal: the case contradicts the circumstances, or holds more than is ranked at once.
    """
    _not_too_much(case)
    if circumstances.pregnant and case.sex is Sex.MALE:
        error = FieldProblem(
            field="pregnant",
            message="the patient is given both as male and as pregnant",
            hint="leave out pregnant, or correct the record",
        )
        raise Refusal(422, UNUSABLE, [error])
    set_aside = list(case.notes)
    if case.diagnosis is not None:
        set_aside.append(f"{case.diagnosis} is a diagnosis already made: not handed to the ranking")
    asked = case.model_copy(update={"diagnosis": None, "diagnosis_name": None, "notes": ()})
    with turns.taken():
        answer = bundle.differential(
            asked, circumstances=circumstances, top=options.top, explain=options.explain, grouped=options.grouped
        )
    warnings = tuple(dict.fromkeys((*set_aside, *answer.warnings)))
    answer = identified(answer, warnings=warnings)
    metrics.differential(bundle, case, answer)  # the case with its notes, which say what reading did not know
    return answer


def _not_too_much(case: Case) -> None:
    """Hold a record to the limits of every other request: memory grows with the findings that are scored at once."""
    told = (("findings", len(case.findings), MAX_FINDINGS), ("measurements", len(case.measurements), MAX_MEASUREMENTS))
    errors = [
        FieldProblem(
            field=what, message=f"the record holds {count} {what}, and {most} are the most", hint="send less of it"
        )
        for what, count, most in told
        if count > most
    ]
    if errors:
        raise Refusal(422, UNUSABLE, errors)
