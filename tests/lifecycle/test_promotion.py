"""Bundles in a real registry: registered once, promoted and rolled back, by one or by two, and killed at any call.

Mirrors: hoofbeat.lifecycle.server, hoofbeat.lifecycle.versions, hoofbeat.lifecycle.registering,
hoofbeat.lifecycle.trying, hoofbeat.lifecycle.runs, hoofbeat.lifecycle.history, hoofbeat.lifecycle.lease,
hoofbeat.lifecycle.moving, hoofbeat.jobs.registry, hoofbeat.jobs.promotion, hoofbeat.jobs.registry_server,
hoofbeat.cli.registry, hoofbeat.cli.promotion, hoofbeat.cli.history
"""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from forked import begin, hoofbeat
from hoofbeat.domain.errors import (
    BundleChecksumError,
    BundleError,
    BundleSignatureError,
    ConfigError,
    InputError,
    RegistryError,
)
from hoofbeat.domain.prediction import new_prediction_id
from hoofbeat.jobs.registry import RegisterJob
from hoofbeat.jobs.trace import TraceJob
from hoofbeat.lifecycle import lease
from hoofbeat.lifecycle.history import HistoryEntry
from hoofbeat.lifecycle.registering import register
from hoofbeat.lifecycle.server import MlflowServer
from hoofbeat.lifecycle.versions import DIGEST, Alias, RegisteredModel
from registry_kills import KILLED, ends_at_call
from small_bundles import small_bundle, spoilt, version

pytestmark = pytest.mark.slow


def moved(entry: HistoryEntry | None) -> tuple[str | None, str]:
    assert entry is not None
    assert entry.state == "done"
    return entry.promotion.replaced, entry.promotion.version


def test_the_same_bundle_is_the_same_version_and_says_what_it_is(registry) -> None:
    first, second = registry.registered(1), registry.registered(2)
    assert (first.number, second.number) == ("1", "2")
    again = register(registry.versions, registry.bundle(1), registry.trusted, registry.environment)
    assert (again.version.number, again.new) == ("1", False)
    assert first.tags["data_version"] == "gold@7"
    assert first.tags["knowledge_version"] == "hpo-test"
    assert first.tags["signed_by"] == registry.signer.name
    assert json.loads(first.tags["parity"])["cases"] == 1
    assert registry.versions.find(first.bundle).number == "1"
    assert first.run_id


def test_what_would_not_be_served_is_not_registered(registry) -> None:
    unsigned = small_bundle(registry.folder / "unsigned", 7)
    with pytest.raises(BundleSignatureError, match="not signed"):
        register(registry.versions, unsigned, registry.trusted, registry.environment)
    with pytest.raises(BundleChecksumError, match=r"lexicon\.json"):
        register(registry.versions, spoilt(registry.bundle(8)), registry.trusted, registry.environment)
    assert registry.versions.all() == []
    with pytest.raises(ConfigError, match="neither registered nor promoted"):
        RegisterJob(registry=registry.url, bundle=unsigned).run()
    with pytest.raises(InputError, match="cannot name a model"):
        RegisteredModel(registry.versions.server, "a/b")


def test_production_moves_and_goes_back_as_far_as_it_came(registry) -> None:
    for number in (1, 2, 3):
        registry.registered(number)
    promote, production = registry.promoter.promote, Alias.PRODUCTION
    assert moved(promote("1", production, "first")) == (None, "1")
    assert promote("1", production, "again") is None
    assert moved(promote("2", Alias.STAGING, "try")) == (None, "2")
    assert moved(promote("staging", production, "better", verdict="gate-7")) == ("1", "2")
    assert moved(promote("3", production, "better still")) == ("2", "3")
    assert registry.require_sound() == {Alias.PRODUCTION: "3", Alias.PREVIOUS: "2"}
    assert moved(registry.promoter.roll_back("alarm")) == ("3", "2")
    assert moved(registry.promoter.roll_back("alarm")) == ("2", "1")
    assert registry.require_sound() == {Alias.PRODUCTION: "1"}
    with pytest.raises(RegistryError, match="in production before"):
        registry.promoter.roll_back("alarm")
    with pytest.raises(InputError, match="previous is what production was"):
        promote("1", Alias.PREVIOUS, "no")
    with pytest.raises(RegistryError, match="has no version 9999"):
        promote("9999", production, "no")
    entries = registry.promoter.history.entries()
    assert [entry.promotion.number for entry in entries] == list(range(1, 7))
    assert entries[2].promotion.verdict == "gate-7"
    assert {entry.promotion.who for entry in entries} == {"somebody"}


def test_what_is_on_trial_is_withdrawn_or_goes_where_it_comes_to_production(registry) -> None:
    for number in (1, 2, 3):
        registry.registered(number)
    promoter = registry.promoter
    promoter.promote("1", Alias.PRODUCTION, "first")
    promoter.promote("2", Alias.STAGING, "try")
    assert moved(promoter.promote("staging", Alias.CANARY, "five in a hundred")) == (None, "2")
    with pytest.raises(InputError, match="in production already"):
        promoter.promote("1", Alias.CANARY, "no")
    assert promoter.withdraw(Alias.CANARY, "another", only="3") is None
    withdrawn = promoter.withdraw(Alias.CANARY, "slow", only="2")
    assert moved(withdrawn) == ("2", "2")
    assert (withdrawn.promotion.kind, withdrawn.promotion.afterwards) == ("withdrawal", None)
    assert promoter.withdraw(Alias.CANARY, "again") is None
    with pytest.raises(InputError, match="withdraw staging or canary"):
        promoter.withdraw(Alias.PRODUCTION, "no")
    assert registry.require_sound() == {Alias.PRODUCTION: "1", Alias.STAGING: "2"}
    promoter.promote("3", Alias.CANARY, "another one")
    promoter.promote("2", Alias.PRODUCTION, "better")
    assert registry.require_sound() == {Alias.PRODUCTION: "2", Alias.PREVIOUS: "1", Alias.CANARY: "3"}
    with pytest.raises(RegistryError, match="another version now"):
        promoter.roll_back("an alert on what was there before", only="1")
    assert moved(promoter.roll_back("an alert", only="2")) == ("2", "1")
    entries = promoter.history.entries()
    assert [entry.promotion.number for entry in entries] == list(range(1, len(entries) + 1))


def test_a_version_that_was_spoilt_in_the_store_moves_nothing(registry) -> None:
    registry.registered(1)
    broken = registry.registered(2)
    registry.promoter.promote("1", Alias.PRODUCTION, "first")
    place = broken.source.removeprefix("mlflow-artifacts:/")
    registry.versions.server.upload(place, spoilt(registry.bundle(2)) / "lexicon.json")
    with pytest.raises(BundleError, match=r"lexicon\.json"):
        registry.promoter.promote("2", Alias.PRODUCTION, "second")
    another = registry.bundle(3)
    for path in sorted(another.iterdir()):
        registry.versions.server.upload(place, path)
    with pytest.raises(RegistryError, match="no longer holds the bundle"):
        registry.promoter.promote("2", Alias.PRODUCTION, "second")
    assert registry.require_sound() == {Alias.PRODUCTION: "1"}


def test_a_history_that_was_changed_shows_it(registry) -> None:
    for number in (1, 2):
        registry.registered(number)
    first = registry.promoter.promote("1", Alias.PRODUCTION, "first")
    registry.promoter.promote("2", Alias.PRODUCTION, "second")
    assert first is not None
    text = first.promotion.model_copy(update={"reason": "another"}).model_dump_json()
    registry.versions.server.post("runs/set-tag", run_id=first.run_id, key="promotion", value=text)
    with pytest.raises(RegistryError, match="entry 2 is missing, was changed"):
        registry.promoter.history.entries()
    with pytest.raises(RegistryError, match="entry 2 is missing, was changed"):
        registry.promoter.promote("1", Alias.PRODUCTION, "third")
    assert moved(registry.promoter.roll_back("a way back must stay open")) == ("2", "1")


def test_killed_at_any_call_an_alias_means_what_answers(registry, words: Callable[..., list[str]]) -> None:
    """Both ways of it: what the registry was about to do, and what it had just done, is one step apart."""
    one, two = registry.registered(1).number, registry.registered(2).number
    killed = dict.fromkeys(("register", "promote", "rollback"), 0)
    keys = ("--trusted", str(registry.signer.public))
    for call in count():
        command = words("register", "--bundle", str(registry.bundle(100 + call)), *keys)
        process = begin(ends_at_call, call, command)
        process.join()
        if process.exitcode == 0:
            break
        assert process.exitcode == KILLED
        killed["register"] += 1
        made = registry.registered(100 + call)
        assert len(registry.versions.tagged(DIGEST, made.tags[DIGEST])) == 1
    for name, before, command in (
        ("promote", one, words("promote", two, "--to", "production", "--reason", "better", *keys)),
        ("rollback", two, words("rollback", "--reason", "worse", *keys)),
    ):
        for call in count():
            registry.promoter.promote(one, Alias.PRODUCTION, "so that it begins where it should")
            if before != one:
                registry.promoter.promote(before, Alias.PRODUCTION, "the same")
            process = begin(ends_at_call, call, command)
            process.join()
            aliases = registry.require_sound()
            assert aliases[Alias.PRODUCTION] in (one, two)
            if process.exitcode == 0:
                break
            assert process.exitcode == KILLED
            killed[name] += 1
            registry.promoter.promote(two, Alias.PRODUCTION, "whatever came of it")
            assert registry.require_sound()[Alias.PRODUCTION] == two
            assert all(entry.state != "under way" for entry in registry.promoter.history.entries())
    print(killed)  # noqa: T201  # what a failure should show
    assert min(killed.values()) >= 5, killed


def test_killed_at_any_call_what_is_on_trial_is_there_or_gone_and_the_next_command_tidies_up(
    registry, words: Callable[..., list[str]]
) -> None:
    one, two = registry.registered(1).number, registry.registered(2).number
    promoter, killed = registry.promoter, 0
    keys = ("--trusted", str(registry.signer.public))
    for command in (
        words("withdraw", "canary", "--reason", "slow"),
        words("promote", two, "--to", "production", "--reason", "better", *keys),
    ):
        for call in count():
            promoter.promote(one, Alias.PRODUCTION, "so that it begins where it should")
            promoter.promote(two, Alias.CANARY, "the same")
            process = begin(ends_at_call, call, command)
            process.join()
            aliases = registry.require_sound()
            assert aliases[Alias.PRODUCTION] in (one, two)
            assert aliases.get(Alias.CANARY) in (two, None)
            if process.exitcode == 0:
                assert Alias.CANARY not in aliases
                break
            assert process.exitcode == KILLED
            killed += 1
            promoter.withdraw(Alias.STAGING, "whatever came of it")
            aliases = registry.require_sound()
            assert (aliases[Alias.PRODUCTION], aliases.get(Alias.CANARY)) != (two, two)
            assert all(entry.state != "under way" for entry in promoter.history.entries())
    assert killed >= 8


def test_two_at_once_leave_one_history_and_its_last_word(registry, words: Callable[..., list[str]]) -> None:
    for number in (1, 2, 3):
        registry.registered(number)
    registry.promoter.promote("3", Alias.PRODUCTION, "first")
    keys = ("--trusted", str(registry.signer.public))
    for _ in range(2):
        both = [
            begin(ends_at_call, -1, words("promote", version, "--to", "production", "--reason", "at once", *keys))
            for version in ("1", "2")
        ]
        for process in both:
            process.join()
        assert [process.exitcode for process in both] == [0, 0]
        last = registry.promoter.history.entries()[-1].promotion
        aliases = registry.require_sound()
        assert (aliases[Alias.PRODUCTION], aliases[Alias.PREVIOUS]) == (last.version, last.replaced)
    entries = registry.promoter.history.entries()
    assert [entry.state for entry in entries] == ["done"] * len(entries)
    assert len(entries) in (4, 5)


def test_two_that_register_one_bundle_make_one_version(registry, words: Callable[..., list[str]]) -> None:
    command = words("register", "--bundle", str(registry.bundle(1)), "--trusted", str(registry.signer.public))
    both = [begin(ends_at_call, -1, command) for _ in range(2)]
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert len(registry.versions.all()) == 1


def test_what_a_lost_machine_holds_is_taken_over(registry, monkeypatch: pytest.MonkeyPatch) -> None:
    server: MlflowServer = registry.versions.server
    tags = [{"key": "holder", "value": "lost"}, {"key": "machine", "value": "another"}]
    server.post("registered-models/create", name=f"{registry.model}.lock", tags=tags)
    monkeypatch.setattr(lease, "_PATIENCE_SECONDS", 1.0)
    with pytest.raises(RegistryError, match="for a minute"), lease.held(server, registry.model):
        pass
    monkeypatch.setattr(lease, "LEASE_SECONDS", 0.5)
    with lease.held(server, registry.model) as held:
        held.require()
    with lease.held(server, registry.model):
        pass
    with lease.held(server, registry.model) as held:
        monkeypatch.setattr(lease, "monotonic", lambda: 1e12)
        with pytest.raises(RegistryError, match="took too long"):
            held.require()


def test_the_commands_tell_what_they_did(registry, words: Callable[..., list[str]]) -> None:
    environment = os.environ | registry.environment | {"HOOFBEAT_WHO": "the physician in charge"}

    def said(*given: str) -> str:
        done = hoofbeat(*words(*given), environment=environment)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    made = json.loads(said("register", "--bundle", str(registry.bundle(1)), "--json"))
    assert (made["version"], made["new"]) == ("1", True)
    entry = json.loads(said("promote", made["bundle"], "--to", "production", "--reason", "first", "--json"))
    assert (entry["who"], entry["state"]) == ("the physician in charge", "done")
    assert [line["number"] for line in json.loads(said("history", "--json"))] == [1]
    assert json.loads(said("history", "--versions", "--json"))[0]["aliases"] == ["production"]
    assert "the physician in charge" in said("history")
    refused = hoofbeat(*words("promote", "1", "--to", "previous", "--reason", "no"), environment=environment)
    assert (refused.returncode, b"say --to staging, --to canary or --to production" in refused.stderr) == (1, True)


def test_a_registry_that_does_not_answer_is_said() -> None:
    server = MlflowServer.of({"MLFLOW_TRACKING_URI": "http://127.0.0.1:9", "MLFLOW_TRACKING_TOKEN": "hunter2"})
    with pytest.raises(RegistryError, match="does not answer") as told:
        RegisteredModel(server).aliases()
    assert "hunter2" not in str(told.value)


def test_an_answer_is_traced_through_the_registry(registry, tmp_path: Path) -> None:
    for number in (1, 2):
        registry.registered(number)
        registry.promoter.promote(str(number), Alias.PRODUCTION, f"reason {number}")
    bundle = version(registry.bundle(1))
    before, now = datetime(2020, 1, 1, tzinfo=UTC), datetime.now(UTC) + timedelta(days=1)
    for moment, number, expected in ((before, 1, False), (now, 1, False), (now, 2, True)):
        asked = new_prediction_id(version(registry.bundle(number)), moment)
        job = TraceJob(asked=asked, output=tmp_path / "nowhere", registry=registry.url, model=registry.model)
        found = job.run()
        assert (found.version, found.in_production) == (str(number), expected)
    previous = TraceJob(asked="previous", output=tmp_path, registry=registry.url, model=registry.model).run()
    assert previous.bundle == bundle
    old = TraceJob(asked=bundle, output=tmp_path, registry=registry.url, model=registry.model).run()
    assert [line.partition("somebody: ")[2] for line in old.promotions] == ["reason 1", "reason 2"]
    assert old.aliases == (Alias.PREVIOUS,)
    strange = new_prediction_id("2020.01.01-0123456789ab")
    with pytest.raises(InputError, match="No bundle that is registered or at hand"):
        TraceJob(asked=strange, output=tmp_path, registry=registry.url, model=registry.model).run()
