"""A hospital's own expectations: a YAML file beside the shipped suites, checked before anything is read.

Each entry of ``expectations:`` has ``layer``, ``type``, ``kwargs``, ``severity`` and ``notes``; see docs/quality.md.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from hoofbeat.domain.errors import InputError
from hoofbeat.quality.columns import COHORT, COLUMNS, INTAKE, is_code
from hoofbeat.quality.frame import columns_of
from hoofbeat.quality.rules import Layer, Rule
from hoofbeat.quality.trial import try_out

#: How many problems of a file a message lists.
_LISTED = 10


def read_expectations(file: Path) -> tuple[Rule, ...]:
    """Read a hospital's rules.

    Raises:
        InputError: the file cannot be read, or a rule is wrong; every problem is named with its place.
    """
    entries = _entries(file)
    rules: list[Rule] = []
    problems: list[str] = []
    for position, entry in enumerate(entries, start=1):
        try:
            rules.append(_rule(Rule.model_validate(entry)))
        except ValidationError as error:
            problems += [
                f"expectation {position}, {'.'.join(map(str, problem['loc'])) or 'entry'}: {problem['msg']}"
                for problem in error.errors(include_url=False, include_context=False, include_input=False)
            ]
        except InputError as error:
            problems.append(f"expectation {position}, {error}")
    if problems:
        more = f" (and {len(problems) - _LISTED} more)" if len(problems) > _LISTED else ""
        raise InputError(
            f"{file.name}: {'; '.join(problems[:_LISTED])}{more}", hint="correct the entries named; see docs/quality.md"
        )
    return tuple(rules)


def columns_for(layer: Layer) -> tuple[str, ...]:
    """List what a rule of a layer may speak of, measurement and finding codes apart."""
    match layer:
        case "intake":
            return INTAKE
        case "cohort":
            return COHORT
        case _:
            return tuple(COLUMNS[layer])


def _entries(file: Path) -> list[Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read ({type(error).__name__})", hint="give a YAML file") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise InputError(f"{file.name}{where} is not YAML", hint="correct the indentation or quoting there") from None
    entries = content.get("expectations") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not entries:
        raise InputError(
            f"{file.name} lists no expectations", hint="write `expectations:` and a list of layer, type and kwargs"
        )
    return entries


def _rule(rule: Rule) -> Rule:
    """Check a rule against Great Expectations and our columns, and give it the name they know."""
    from hoofbeat.quality.engine import expectation_class, expectation_names

    known = expectation_class(rule.type)
    if known is None:
        near = get_close_matches(rule.type, expectation_names(), n=2)
        raise InputError(
            f"type: there is no expectation {rule.type}" + (f"; did you mean {' or '.join(near)}?" if near else "")
        )
    _require_arguments(rule, known)
    _require_columns(rule)
    if error := try_out(rule):
        raise InputError(f"type: {rule.type} cannot be asked of {rule.layer} ({error})")
    return rule


def _require_arguments(rule: Rule, known: Any) -> None:
    if reserved := {"severity", "notes", "meta"} & rule.kwargs.keys():
        raise InputError(f"kwargs.{min(reserved)}: stands beside kwargs, not in it")
    try:
        known(**rule.kwargs)
    except ValueError as error:  # what pydantic 1 raises in there; it names fields, and only this file's own values
        lines = [
            f"{'.'.join(['kwargs', *(str(part) for part in problem['loc'] if part != '__root__')])}: {problem['msg']}"
            for problem in (error.errors() if hasattr(error, "errors") else [])
        ]
        raise InputError("; ".join(dict.fromkeys(lines)) or f"kwargs: do not fit {rule.type}") from None


def _require_columns(rule: Rule) -> None:
    known = columns_for(rule.layer)
    named: Sequence[str] = columns_of([rule])
    if not named:
        raise InputError(
            f"type: {rule.type} names no column", hint="rows are counted in `read` of intake and `cases` of cohort"
        )
    coded = rule.layer in ("silver", "gold")
    for column in named:
        if column in known or (coded and is_code(column)):
            continue
        near = get_close_matches(column, known, n=2) or known
        codes = ", or a code such as 8867-4 or HP:0001250" if coded else ""
        raise InputError(f"kwargs.column: {rule.layer} has no column {column}; it has {', '.join(near)}{codes}")
