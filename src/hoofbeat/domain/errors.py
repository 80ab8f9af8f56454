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
    ├── ConfigError                 a setting of the environment, or a key, cannot be used
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


class ConfigError(HoofbeatError):
    """A setting of the environment, or a key, cannot be used."""


class ParityError(HoofbeatError):
    """The ONNX graphs do not answer as the native models do, so nothing is exported."""


class ExplanationError(HoofbeatError):
    """Contributions do not add up to what the model answers, so nothing is explained with them."""
