"""The workflows take no more than they need: pinned actions, few rights, no text of others in a shell.

Mirrors: .github/workflows
"""

import re
from pathlib import Path
from typing import Any

WORKFLOWS = Path(__file__).parents[3] / ".github/workflows"

#: Rights beyond reading, by job. Whoever adds one says here why nothing less will do.
WRITES = {
    "release.yml: packages": {"id-token", "attestations"},
    "release.yml: image": {"packages"},
    "release.yml: digest": {"packages", "id-token", "attestations"},
    "release.yml: publish": {"contents"},
}

Jobs = dict[str, dict[str, Any]]
Steps = list[tuple[str, dict[str, Any]]]


def test_every_action_is_pinned_by_commit_and_says_its_version() -> None:
    used = [line for path in WORKFLOWS.glob("*.yml") for line in path.read_text().splitlines() if "uses:" in line]
    foreign = [line.strip() for line in used if "uses: ./" not in line]
    assert foreign
    assert [line for line in foreign if not re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)] == []


def test_one_action_has_one_version_everywhere() -> None:
    text = "\n".join(path.read_text() for path in WORKFLOWS.glob("*.yml"))
    pins = {(name, pin) for name, pin in re.findall(r"uses: ([\w./-]+)@(.+)", text)}
    assert len({name for name, _ in pins}) == len(pins)


def test_a_workflow_has_no_right_and_a_job_only_its_own(workflows: Jobs, jobs: Jobs) -> None:
    assert {name for name, flow in workflows.items() if flow["permissions"] != {}} == set()
    granted = {
        name: {scope for scope, level in job["permissions"].items() if level != "read"} for name, job in jobs.items()
    }
    assert {name: scopes for name, scopes in granted.items() if scopes} == WRITES


def test_what_people_pull_gets_its_name_only_when_somebody_agreed(jobs: Jobs) -> None:
    agreed = {name for name, job in jobs.items() if job.get("environment") == "release"}
    assert agreed == {"release.yml: digest", "release.yml: publish"}


def test_no_job_waits_for_ever(jobs: Jobs) -> None:
    assert [name for name, job in jobs.items() if "uses" not in job and not 0 < job["timeout-minutes"] <= 90] == []


def test_what_is_started_from_outside_stands_in_a_queue(workflows: Jobs) -> None:
    own = {name: flow for name, flow in workflows.items() if list(flow[True]) != ["workflow_call"]}
    assert [name for name, flow in own.items() if "group" not in flow["concurrency"]] == []


def test_no_checkout_leaves_its_token_behind(steps: Steps) -> None:
    checkouts = [(name, step) for name, step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert [name for name, step in checkouts if step["with"]["persist-credentials"] is not False] == []


def test_no_shell_holds_what_github_fills_in(steps: Steps) -> None:
    assert [name for name, step in steps if "${{" in step.get("run", "")] == []


def test_nobody_elses_code_runs_with_our_rights(workflows: Jobs) -> None:
    started = {trigger for flow in workflows.values() for trigger in flow[True]}
    assert started == {"push", "pull_request", "workflow_call", "workflow_dispatch", "schedule"}


def test_a_request_to_pull_pushes_nothing(workflows: Jobs) -> None:
    asked = {name for name, flow in workflows.items() if "pull_request" in flow[True]}
    assert asked == {"ci.yml", "images.yml"}
    assert not asked & {name.partition(":")[0] for name in WRITES}
    assert workflows["release.yml"][True] == {"push": {"tags": ["v*"]}}
