"""A small identity provider on this machine: discovery, keys, and tokens signed with keys made for the test."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

AUDIENCE = "hoofbeat"


class SmallIssuer:
    """Signs tokens and hands out its public keys.

    Attributes:
        address: the issuer, as its tokens name it.
        documents: path → what is answered there; a test may change it.
        asked: paths that were asked for.
        answers: whether it answers at all.
        awake: it waits for this before it answers.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[str] = []
        self.answers = True
        self.awake = threading.Event()
        self.awake.set()
        self._keys: dict[str, tuple[str, Any]] = {}
        self.documents: dict[str, Any] = {
            "/.well-known/openid-configuration": {"issuer": address, "jwks_uri": f"{address}/keys"},
            "/keys": {"keys": []},
        }

    def add(self, key_id: str, algorithm: str = "RS256") -> None:
        """Make a key, and hand out its public half."""
        made: Any = (
            rsa.generate_private_key(65537, 2048) if algorithm == "RS256" else ec.generate_private_key(ec.SECP256R1())
        )
        self._keys[key_id] = (algorithm, made)
        public = jwt.get_algorithm_by_name(algorithm).to_jwk(made.public_key(), as_dict=True)
        self.documents["/keys"]["keys"].append(public | {"kid": key_id, "use": "sig", "alg": algorithm})

    def withdraw(self, key_id: str) -> None:
        """Hand it out no longer."""
        keys = self.documents["/keys"]["keys"]
        keys[:] = [key for key in keys if key["kid"] != key_id]

    def claims(self, **claims: Any) -> dict[str, Any]:
        """What a good token says, changed as told; ``None`` leaves a claim out."""
        now = int(time())
        usual = {"iss": self.address, "aud": AUDIENCE, "sub": "dr.ana", "exp": now + 300, "iat": now}
        usual |= {"roles": ["physician"]}
        return {name: value for name, value in (usual | claims).items() if value is not None}

    def token(self, key_id: str, **claims: Any) -> str:
        """A token signed with a key of ours."""
        algorithm, key = self._keys[key_id]
        return jwt.encode(self.claims(**claims), key, algorithm, headers={"kid": key_id})

    def public(self, key_id: str) -> Any:
        """The public half of a key."""
        return self._keys[key_id][1].public_key()


@contextmanager
def issuing() -> Iterator[SmallIssuer]:
    """Answer until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            issuer.awake.wait(20)
            document = issuer.documents.get(self.path)
            if not issuer.answers or document is None:
                self.send_error(503 if document else 404)
                return
            if isinstance(document, str):  # an address to go to
                self.send_response(302)
                self.send_header("Location", document)
                self.end_headers()
                return
            content = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(BrokenPipeError):  # who asked has given up
                self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer = SmallIssuer(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield issuer
        finally:
            issuer.awake.set()
            server.shutdown()
            thread.join(20)
