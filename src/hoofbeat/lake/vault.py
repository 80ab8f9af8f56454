"""The vault: what a record says word for word, readable only for the holder of the key.

Bronze and quarantine keep every record unchanged, so that a better parser can read it again; its text may name the
patient. It is therefore sealed (AES-256-GCM, NIST SP 800-38D) before it touches the lake, location included: file
names name patients too.
"""

import hashlib
import hmac
import os

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hoofbeat.domain.errors import LakeError

_NONCE_BYTES = 12
_LENGTH_BYTES = 4


class Vault:
    """Seals and opens the texts of records.

    Args:
        key: the lake's secret; the key of the seal is derived from it, apart from that of the pseudonyms.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hmac.new(key, b"hoofbeat seal", hashlib.sha256).digest())
        # Fast rather than small: a record is a few hundred bytes, and there may be millions.
        self._codec = pa.Codec("lz4_raw")

    def seal(self, location: str, payload: str) -> bytes:
        """Compress and encrypt where a record stood and what it says."""
        text = f"{len(location)}\n{location}{payload}".encode("utf-8", errors="surrogatepass")
        packed = self._codec.compress(text, asbytes=True)
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, len(text).to_bytes(_LENGTH_BYTES) + packed, None)

    def open(self, sealed: bytes) -> tuple[str, str]:
        """Read location and payload back.

        Raises:
            LakeError: sealed with another key, or damaged.
        """
        try:
            plain = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except InvalidTag as error:
            raise LakeError(
                "a record of the lake cannot be opened: it was sealed with another key, or is damaged",
                hint="give the key that the record was ingested with",
            ) from error
        size = int.from_bytes(plain[:_LENGTH_BYTES])
        text = self._codec.decompress(plain[_LENGTH_BYTES:], size, asbytes=True).decode("utf-8", errors="surrogatepass")
        length, _, rest = text.partition("\n")
        return rest[: int(length)], rest[int(length) :]
