"""Tokens of an identity provider that runs: verified by its keys, which change, and refused whatever is amiss.

Mirrors: hoofbeat.serving.access.issuer
"""

import base64
import hmac
import json
from collections.abc import Iterator
from time import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hoofbeat.domain.errors import ConfigError, IssuerSilentError
from hoofbeat.serving.access.issuer import Issuer
from hoofbeat.serving.access.roles import Role
from hoofbeat.serving.access.tokens import Tokens
from small_issuer import AUDIENCE, SmallIssuer, issuing


@pytest.fixture
def issuer() -> Iterator[SmallIssuer]:
    with issuing() as running:
        running.add("one")
        yield running


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def tokens(issuer: SmallIssuer, claim: str = "roles", clock: Clock | None = None) -> Tokens:
    return Tokens(Issuer(issuer.address, **({"clock": clock} if clock else {})), AUDIENCE, claim)


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_good_token_tells_who_and_what(issuer: SmallIssuer, algorithm: str) -> None:
    issuer.add("two", algorithm)
    caller = tokens(issuer).bearer(issuer.token("two", roles=["physician", "engineer", "janitor", 3]))
    assert caller == ("oidc.dr.ana", {Role.PHYSICIAN, Role.ENGINEER})


@pytest.mark.parametrize(
    ("claim", "claims", "roles"),
    [
        ("roles", {"roles": "physician"}, {"physician"}),
        ("scope", {"scope": "openid engineer"}, {"engineer"}),
        ("realm_access.roles", {"realm_access": {"roles": ["physician"]}}, {"physician"}),
        ("realm_access.roles", {"realm_access": ["physician"]}, set()),
        ("roles", {"roles": None}, set()),
        ("roles", {"roles": {"physician": True}}, {"physician"}),
        ("roles", {"roles": 7}, set()),
    ],
)
def test_roles_stand_where_the_setting_says(
    issuer: SmallIssuer, claim: str, claims: dict[str, Any], roles: set[str]
) -> None:
    caller = tokens(issuer, claim).bearer(issuer.token("one", **claims))
    assert caller is not None
    assert caller.roles == roles


def test_a_subject_that_is_no_plain_word_is_told_by_its_digest(issuer: SmallIssuer) -> None:
    verifier = tokens(issuer)
    strange = verifier.bearer(issuer.token("one", sub="ana garcía\n|x"))
    assert strange is not None
    assert strange.key_id.startswith("oidc.")
    assert strange.key_id.removeprefix("oidc.").isalnum()
    other = verifier.bearer(issuer.token("one", sub="ana garcía\n|y"))
    assert other is not None
    assert other.key_id != strange.key_id


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": int(time()) - 120},
        {"exp": None},
        {"aud": "another program"},
        {"aud": None},
        {"iss": "https://login.elsewhere.example"},
        {"iss": None},
        {"sub": None},
        {"nbf": int(time()) + 86_400},
    ],
)
def test_a_token_that_does_not_hold_is_refused(issuer: SmallIssuer, claims: dict[str, Any]) -> None:
    verifier = tokens(issuer)
    assert verifier.bearer(issuer.token("one")) is not None
    assert verifier.bearer(issuer.token("one", **claims)) is None


def test_a_token_that_nobody_signed_or_another_did_is_refused(issuer: SmallIssuer) -> None:
    verifier, good = tokens(issuer), issuer.token("one")
    assert verifier.bearer(good) is not None
    head, body, signature = good.split(".")
    with issuing() as other:
        other.add("one")
        forged = other.token("one", iss=issuer.address)
    public = issuer.public("one").public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    unsigned = jwt.encode(issuer.claims(), None, "none", headers={"kid": "one"})
    # The public key, which everybody has, as the secret of a symmetric signature.
    parts = ({"alg": "HS256", "kid": "one"}, issuer.claims())
    begun = ".".join(base64url(json.dumps(part).encode()) for part in parts)
    confused = f"{begun}.{base64url(hmac.digest(public, begun.encode(), 'sha256'))}"
    flipped = signature[:-8] + ("A" if signature[-8] != "A" else "B") + signature[-7:]
    nameless = jwt.encode(issuer.claims(), issuer._keys["one"][1], "RS256")
    for shown in (
        forged,
        unsigned,
        confused,
        f"{head}.{body}.{flipped}",
        f"{head}.{body}.",
        nameless,
        "a.b.c",
        "",
        "é",
        good * 20,
    ):
        assert verifier.bearer(shown) is None, shown[:40]


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def test_a_key_for_other_algorithms_signs_nothing_here(issuer: SmallIssuer) -> None:
    issuer.documents["/keys"]["keys"][0]["alg"] = "PS256"
    assert tokens(issuer).bearer(issuer.token("one")) is None


def test_new_keys_are_found_and_strangers_cause_no_storm(issuer: SmallIssuer) -> None:
    clock = Clock()
    verifier = tokens(issuer, clock=clock)
    assert verifier.bearer(issuer.token("one"))
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]
    issuer.add("two")
    for _ in range(20):
        assert verifier.bearer(issuer.token("two")) is None, "asked a moment ago"
    assert len(issuer.asked) == 2
    clock.seconds = 31
    assert verifier.bearer(issuer.token("two"))
    assert verifier.bearer(issuer.token("one"))
    assert len(issuer.asked) == 4


def test_a_withdrawn_key_is_forgotten_within_the_hour(issuer: SmallIssuer) -> None:
    clock = Clock()
    verifier, token = tokens(issuer, clock=clock), issuer.token("one")
    assert verifier.bearer(token)
    issuer.withdraw("one")
    assert verifier.bearer(token)
    clock.seconds = 3601
    assert verifier.bearer(token) is None


def test_a_silent_issuer_is_told_as_such_once_its_keys_are_too_old(issuer: SmallIssuer) -> None:
    clock = Clock()
    verifier, token = tokens(issuer, clock=clock), issuer.token("one")
    issuer.answers = False
    for _ in range(2):
        with pytest.raises(IssuerSilentError):
            verifier.bearer(token)
    assert len(issuer.asked) == 1, "it is not asked again at once"
    issuer.answers, clock.seconds = True, 60
    assert verifier.bearer(token)
    issuer.answers, clock.seconds = False, 3000
    assert verifier.bearer(token), "what was known a while ago still counts"
    clock.seconds = 3700
    with pytest.raises(IssuerSilentError):
        verifier.bearer(token)


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("/.well-known/openid-configuration", {"issuer": "https://other.example", "jwks_uri": "ADDRESS/keys"}),
        ("/.well-known/openid-configuration", {"issuer": "ADDRESS", "jwks_uri": "http://keys.example/keys"}),
        ("/.well-known/openid-configuration", {"issuer": "ADDRESS", "jwks_uri": "file:///etc/passwd"}),
        ("/.well-known/openid-configuration", {"issuer": "ADDRESS"}),
        ("/.well-known/openid-configuration", ["ADDRESS"]),
        ("/keys", {"keys": "none"}),
        ("/keys", {"keys": ["x" * 2_000_000]}),
        ("/keys", "http://127.0.0.1:9/"),
    ],
)
def test_an_issuer_that_says_something_else_is_not_believed(issuer: SmallIssuer, path: str, document: Any) -> None:
    if isinstance(document, dict):
        document = {
            name: value.replace("ADDRESS", issuer.address) if isinstance(value, str) else value
            for name, value in document.items()
        }
    issuer.documents[path] = document
    with pytest.raises(IssuerSilentError):
        tokens(issuer).bearer(issuer.token("one"))


@pytest.mark.parametrize(
    "address",
    [
        "http://login.hospital.example",
        "login.hospital.example",
        "https://",
        "file:///x",
        "https://u:p@h.example",
        "https://h?x",
    ],
)
def test_an_issuer_that_others_could_play_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="HOOFBEAT_OIDC_ISSUER"):
        Issuer(address)
