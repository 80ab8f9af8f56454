"""Promotions that rest on the gate's verdict: a real gate between two bundles of a real registry."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from forked import hoofbeat
from gate_world import ALL, COMMON, RARE, known_bundle, patients
from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.gate import GateJob
from hoofbeat.jobs.promotion import PromoteJob
from hoofbeat.lifecycle.evidence import GateEvidence
from hoofbeat.lifecycle.gate.cases import write_gate_cases
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.registering import register
from hoofbeat.lifecycle.versions import Alias

pytestmark = pytest.mark.slow


def test_only_these_bundles_and_only_in_favour_unless_overridden(
    registry, words: Callable[..., list[str]], tmp_path: Path
) -> None:
    worse = registry.signer.signed(known_bundle(tmp_path / "worse", {*RARE[10:], *COMMON[4:]}))
    better = registry.signer.signed(known_bundle(tmp_path / "better", ALL))
    write_gate_cases(tmp_path / "frozen.jsonl", patients())
    for name, champion, challenger in (("up", worse, better), ("down", better, worse)):
        GateJob(
            champion=champion, challenger=challenger, frozen=tmp_path / "frozen.jsonl", output=tmp_path / name,
            margins=Margins(time=100, size=100),
        ).run()  # fmt: skip
    up, down = (tmp_path / name / "gate.json" for name in ("up", "down"))
    for folder in (worse, better):
        register(registry.versions, folder, registry.trusted, registry.environment)

    def promote(version: str, gate: Path | None = None, **more: str | bool) -> dict[Alias, str]:
        PromoteJob(
            registry=registry.url, model=registry.model, trusted_keys=str(registry.signer.public), reason="as judged",
            version=version, alias=Alias.PRODUCTION, gate=gate, **more,
        ).run()  # fmt: skip
        return registry.versions.aliases()

    assert promote("1", require_gate=True) == {Alias.PRODUCTION: "1"}, "before the first one there is no champion"
    with pytest.raises(InputError, match="without the gate's verdict"):
        promote("2", require_gate=True)
    with pytest.raises(InputError, match=r"The gate's challenger was .* not to the byte version 2"):
        promote("2", down, override="hurry")
    with pytest.raises(InputError, match="no verdict to override"):
        promote("2", override="hurry")
    with pytest.raises(InputError, match="is no result of the gate"):
        promote("2", tmp_path / "frozen.jsonl")
    assert promote("2", up, require_gate=True) == {Alias.PRODUCTION: "2", Alias.PREVIOUS: "1"}
    told = hoofbeat(
        *words("promote", "1", "--to", "production", "--reason", "no", "--gate", str(down)),
        environment=os.environ | registry.environment,
    )
    assert (told.returncode, b"The gate keeps the champion: " in told.stderr.replace(b"\n", b" ")) == (1, True)
    stale = GateEvidence(up)
    with pytest.raises(InputError, match=r"The gate's champion was .* not to the byte version 2"):
        stale.require(registry.versions.get("2"), registry.versions.get("2"))
    assert promote("1", down, override="the better one is slow")[Alias.PRODUCTION] == "1"
    entries = [entry.promotion for entry in registry.promoter.history.entries()]
    assert [entry.verdict.split(",")[0] for entry in entries] == ["", "promote", "keep"]
    assert [entry.override for entry in entries] == ["", "", "the better one is slow"]
