"""Every error Hoofbeat raises on purpose, in one hierarchy.

    HoofbeatError                   what, where, and how to mend it
    ├── InputError                  what was handed in cannot be used
    │   ├── SourceError             a whole source (file, folder, zip) cannot be read
    │   ├── RecordError             one record of a source cannot become a case
    │   ├── IdentifierError         a direct identifier stands where none belongs: the batch stops
    │   └── UnitError               a unit is unknown, or cannot be converted to the one wanted
    ├── KnowledgeError              ontology, profiles or catalogue missing or malformed
    ├── LakeError                   a table is missing, or written by something else
    │   └── LakeConflictError       another writer committed first: read again, then commit
    ├── QualityError                a critical expectation failed: the batch stops before silver
    ├── TrainingError               a model cannot be trained on this cohort
    ├── BundleError                 a bundle cannot be read
    │   ├── BundleIncompleteError   a file of the bundle is missing: half-written or half-copied
    │   ├── BundleChecksumError     a file of the bundle is not the one that was exported
    │   ├── BundleFormatError       the bundle speaks a format this version does not
    │   ├── BundleSignatureError    the bundle is not signed by a key that is trusted
    │   └── BundleFetchError        the place where the bundle lies does not hand it out
    │       └── AliasUnsetError     the registry has no such alias: nobody set it, or it was withdrawn
    ├── RegistryError               the registry of bundles does not do what it was asked for
    ├── CaseStoreError              the database of cases cannot be used
    │   ├── CaseUnknownError        no case of this id is kept
    │   └── CaseConflictError       a change was made on an older revision, or does not fit how the case stands
    ├── ConfigError                 a setting of the environment, or a key, cannot be used
    ├── IssuerSilentError           the identity provider of the house does not hand out its keys
    ├── ServiceError                a service that was asked does not do what it was asked for
    │   ├── ServiceRefusedError     the request cannot be used: its fields say why
    │   ├── ServiceAccessError      the service does not know who asks, or may not answer that caller
    │   ├── ServiceBusyError        asked too often, or too much at once: ask again later
    │   └── ServiceSilentError      the service does not answer, or has no bundle to answer with
    ├── ParityError                 the ONNX graphs do not answer as the native models do
    └── ExplanationError            contributions do not add up to what the model answers

The command line prints the message alone and exits with status 1; anything outside this hierarchy
is a defect of ours and keeps its traceback. Messages name files, positions and codes, never a patient.
"""


class HoofbeatError(Exception):
    """Something went wrong that the reader can mend: the message says what, where and how.

    Args:
        what: what is wrong, naming the file, record or value.
        hint: how to mend it, as an instruction; may be empty.
    """

    def __init__(self, what: str, *, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what} → {self.hint}" if self.hint else self.what


class InputError(HoofbeatError):
    """What was handed in cannot be used."""


class SourceError(InputError):
    """A whole source (file, folder, zip) cannot be read."""


class RecordError(InputError):
    """One record of a source cannot become a case: it goes to quarantine with this reason."""


class IdentifierError(InputError):
    """A direct identifier (name, e-mail, national id …) stands where none belongs: the batch stops."""


class UnitError(InputError):
    """A unit is unknown, or a value in it cannot be converted to the unit wanted."""


class KnowledgeError(HoofbeatError):
    """Ontology, profiles or catalogue are missing or malformed."""


class LakeError(HoofbeatError):
    """A table of the lake is missing, or was written by something else."""


class LakeConflictError(LakeError):
    """Another writer committed first: read what it wrote, then commit what is still new."""


class QualityError(HoofbeatError):
    """A critical expectation failed: the batch stops before silver."""


class TrainingError(HoofbeatError):
    """A model cannot be trained on this cohort."""


class BundleError(HoofbeatError):
    """A bundle cannot be read."""


class BundleIncompleteError(BundleError):
    """A file of the bundle is missing: half-written or half-copied."""


class BundleChecksumError(BundleError):
    """A file of the bundle is not the one that was exported."""


class BundleFormatError(BundleError):
    """The bundle speaks a format this version does not."""


class BundleSignatureError(BundleError):
    """The bundle is not signed by a key that is trusted."""


class BundleFetchError(BundleError):
    """The place where the bundle lies does not hand it out."""


class AliasUnsetError(BundleFetchError):
    """The registry knows no such alias: nobody set it, or it was taken away."""


class RegistryError(HoofbeatError):
    """The registry of bundles does not answer, or does not do what it was asked for."""


class CaseStoreError(HoofbeatError):
    """The database of cases does not answer, is damaged, or is newer than this version."""


class CaseUnknownError(CaseStoreError):
    """No case of this id is kept."""


class CaseConflictError(CaseStoreError):
    """A change was made on a revision that is no longer the newest, or does not fit how the case stands."""


class ConfigError(HoofbeatError):
    """A setting of the environment, or a key, cannot be used."""


class IssuerSilentError(HoofbeatError):
    """The identity provider of the house does not hand out the keys that it signs tokens with."""


class ServiceError(HoofbeatError):
    """A service that was asked does not do what it was asked for.

    Args:
        what: what is wrong, in the service's own words where it has any.
        hint: how to mend it.
        status: HTTP status of the answer; ``None`` if there was none.
        fields: of each field that is refused, its path, what is wrong with it and how to mend it.
        after: seconds until it is worth asking again, where the service says so.
    """

    def __init__(
        self,
        what: str,
        *,
        hint: str = "",
        status: int | None = None,
        fields: tuple[tuple[str, str, str], ...] = (),
        after: float | None = None,
    ) -> None:
        super().__init__(what, hint=hint)
        self.status = status
        self.fields = fields
        self.after = after


class ServiceRefusedError(ServiceError):
    """The request cannot be used; ``fields`` says which part of it, why, and how to mend it."""


class ServiceAccessError(ServiceError):
    """The service does not know who asks, or may not answer that caller."""


class ServiceBusyError(ServiceError):
    """Asked too often, or too much at once: ask again ``after`` so many seconds."""


class ServiceSilentError(ServiceError):
    """The service does not answer, or has no bundle to answer with."""


class ParityError(HoofbeatError):
    """The ONNX graphs do not answer as the native models do, so nothing is exported."""


class ExplanationError(HoofbeatError):
    """Contributions do not add up to what the model answers, so nothing is explained with them."""
