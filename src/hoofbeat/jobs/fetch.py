"""``hoofbeat bundle fetch``: a bundle from wherever serving would take it, into a folder of this machine."""

import os
import tempfile
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hoofbeat.bundle.runtime.manifest import MANIFEST, read_manifest
from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.bundle.supply.place import place_of
from hoofbeat.domain.errors import ConfigError, InputError
from hoofbeat.lifecycle.trying import digest_if_any, digest_of_folder, fetched


class FetchJob(BaseModel):
    """Bring a bundle here.

    Attributes:
        address: where it lies: a path, ``s3://…``, ``az://…``, ``gs://…``, or ``models:/NAME@ALIAS``.
        to: folder that it becomes; a bundle that stands there gives way to it, anything else does not.
        trusted_keys: public keys whose signature is taken.
        allow_unsigned: take a bundle without a signature: for development only.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str
    to: Path
    trusted_keys: str = ""
    allow_unsigned: bool = False

    def run(self) -> str:
        """Fetch it with every file checked, then put it in its place; its version.

        Raises:
            ConfigError: the address means no place, or nobody's signature is trusted.
            BundleError: it is not there, not whole, or nobody who is trusted has signed it: nothing has moved.
            InputError: something else stands at ``to``, or it cannot be written.
        """
        without = ConfigError(
            "No key is trusted, and a bundle that nobody vouches for is not fetched",
            hint="name the public key in HOOFBEAT_TRUSTED_KEYS (--trusted), or, for development only, say "
            "--allow-unsigned",
        )
        trusted = TrustedKeys.required(self.trusted_keys, unsigned=self.allow_unsigned, without=without)
        if self.to.exists() and not (self.to / MANIFEST).is_file() and any(self.to.iterdir()):
            raise InputError(f"{self.to} holds something else than a bundle", hint="name another folder with --to")
        try:
            self.to.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.to.parent, prefix=f".{self.to.name}.") as beside:
                got = fetched(place_of(self.address, os.environ)(), trusted, Path(beside)).folder
                if digest_if_any(self.to) != digest_of_folder(got):
                    if self.to.exists():  # out of the way in one step: half of a bundle is none
                        self.to.rename(Path(beside) / "former")
                    got.rename(self.to)
        except OSError as error:
            raise InputError(
                f"{self.to} cannot be written ({error.strerror})", hint="name another with --to"
            ) from error
        return read_manifest(self.to).version
