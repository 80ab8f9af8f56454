"""Hoofbeat's extraction and the annotators of others, asked alike: texts in, findings and processor time out."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coded import Coded, Mention
from environments import NotHere, environment, older_python
from obographs import spanish_names, write_obographs

from hoofbeat.extraction.extract import Extractor

WORKERS = Path(__file__).parent / "peers"
OWN = "hoofbeat"


@dataclass(frozen=True)
class Answers:
    """What an annotator found in each text, and the seconds of processor time that each took."""

    found: list[list[Mention]]
    seconds: list[float]


Annotate = Callable[[Sequence[Coded]], Answers]


def own(extractor: Extractor) -> Annotate:
    """Hoofbeat's extraction; of a text it is told nothing but the text.

    What it proposes of how a finding is (strength, place and colour) is left out: the sentences code no qualities.
    """

    def ask(texts: Sequence[Coded]) -> Answers:
        read, seconds = [], []
        for text in texts:
            start = time.process_time()
            read.append(extractor.extract(text.text))
            seconds.append(time.process_time() - start)
        found = [
            [Mention(one.id, one.status.value, one.start, one.end) for one in each.findings if not one.detail]
            for each in read
        ]
        return Answers(found, seconds)

    return ask


@dataclass
class Peers:
    """The annotators that this machine can run.

    Attributes:
        folder: where environments and indices are kept.
        obo: the ontology that all of them read.
        translations: folder with the HPO's Spanish names, for a peer that can be given them; ``None`` if not here.
        patience: seconds that an index may take, and that an annotator may take for all texts.
        running: name → how it is asked.
        left_out: name → why it could not be run.
    """

    folder: Path
    obo: Path
    translations: Path | None
    patience: float
    running: dict[str, Annotate] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Install all of them; what cannot be is told in ``left_out``."""
        self.folder.mkdir(parents=True, exist_ok=True)
        negspacy = self._try("negspacy", self._negspacy)
        for name, make in (("fenominal", self._fenominal), ("txt2hpo", self._txt2hpo), ("FastHPOCR", self._fasthpocr)):
            plain = self._try(name, make)
            if plain is None:
                continue
            self._run(name, plain, negspacy)
        if self.translations is None:
            self.left_out["fenominal with Spanish names"] = "the HPO's Spanish names are not here (--translations)"
        elif "fenominal" in self.running and (spanish := self._try("fenominal with Spanish names", self._fenominal_es)):
            self._run("fenominal with Spanish names", spanish, negspacy)

    def _run(self, name: str, plain: "Worker", negspacy: "Worker | None") -> None:
        """Ask an annotator by itself and with negspacy behind it, its own answer once."""
        kept: dict[int, Answers] = {}

        def said(texts: Sequence[Coded]) -> Answers:
            return kept.get(id(texts)) or kept.setdefault(id(texts), plain(texts))

        self.running[name] = said
        if negspacy is not None:
            self.running[f"{name} + negspacy"] = _behind(said, negspacy)

    def _try(self, name: str, make: Callable[[], "Worker"]) -> "Worker | None":
        try:
            return make()
        except NotHere as why:
            self.left_out[name] = str(why)
            return None

    def _fenominal(self) -> "Worker":
        write_obographs(self.obo, self.folder / "hp.json")
        return self._worker("fenominal", str(self.folder / "hp.json"))

    def _fenominal_es(self) -> "Worker":
        assert self.translations is not None  # noqa: S101
        write_obographs(self.obo, self.folder / "hp-es.json", spanish_names(self.translations))
        return self._worker("fenominal", str(self.folder / "hp-es.json"))

    def _txt2hpo(self) -> "Worker":
        home = self.folder / "txt2hpo-home"
        home.mkdir(exist_ok=True)
        return self._worker(
            "txt2hpo",
            str(self.obo),
            python=older_python("3.7"),
            source="negspacy,nltk,spacy-lookups-data",
            HOME=str(home),
        )

    def _fasthpocr(self) -> "Worker":
        python = environment(self.folder, "fasthpocr", source="FastHPOCR")
        place = self.folder / "fasthpocr-index"
        place.mkdir(exist_ok=True)
        if not (place / "complete").exists():
            _require_not_tried(place, self.patience)
            print(f"FastHPOCR: making its index, at most {self.patience / 60:.0f} minutes", file=sys.stderr)
            command = [str(python), str(WORKERS / "fasthpocr_worker.py"), str(self.obo), str(place)]
            start = time.perf_counter()
            try:
                subprocess.run(command, check=True, stderr=subprocess.DEVNULL, timeout=self.patience)
            except subprocess.TimeoutExpired:
                (place / _TRIED).write_text(f"{self.patience:.0f}")
                _require_not_tried(place, self.patience)
            except subprocess.CalledProcessError as error:
                raise NotHere(f"its index cannot be made: {error}") from error
            (place / "complete").write_text(f"{time.perf_counter() - start:.0f} s\n")
        return self._worker("fasthpocr", str(place), source="FastHPOCR")

    def _negspacy(self) -> "Worker":
        return self._worker("negspacy", source="negspacy")

    def _worker(
        self, peer: str, *arguments: str, python: str = sys.executable, source: str = "", **variables: str
    ) -> "Worker":
        inner = environment(self.folder, peer, python, source=source)
        return Worker((str(inner), str(WORKERS / f"{peer}_worker.py"), *arguments), variables, self.patience)


#: Holds the seconds for which an index was waited for in vain: the next run need not wait as long again.
_TRIED = "seconds-tried"


def _require_not_tried(place: Path, patience: float) -> None:
    """Go on unless as much time was given in vain before.

    Raises:
        NotHere: it was.
    """
    tried = float((place / _TRIED).read_text()) if (place / _TRIED).exists() else 0.0
    if tried >= patience:
        raise NotHere(f"did not finish: its index of this release did not end in {tried / 60:.0f} minutes")


@dataclass(frozen=True)
class Worker:
    """An annotator in a process of its own: each call starts it, hands it the texts and takes what it says."""

    command: tuple[str, ...]
    variables: Mapping[str, str]
    patience: float

    def __call__(self, texts: Sequence[Coded], before: Sequence[Sequence[Mention]] | None = None) -> Answers:
        """What it finds; ``before`` is what another found, for one that judges that."""
        asked = (
            {"text": text.text, "lang": text.lang, "found": [one._asdict() for one in found]}
            for text, found in zip(texts, before or [()] * len(texts), strict=True)
        )
        lines = "".join(json.dumps(one) + "\n" for one in asked)
        surroundings = os.environ | _ONE_CORE | self.variables
        surroundings.pop("PYTHONPATH", None)
        try:
            done = subprocess.run(
                self.command, input=lines, capture_output=True, text=True, env=surroundings, check=False,
                timeout=self.patience,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise NotHere(f"did not finish: no answer to all texts in {self.patience / 60:.0f} minutes") from error
        if done.returncode:
            raise SystemExit(f"{self.command[1]} failed: {done.stderr[-2000:]}")
        answers: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
        found = [[Mention(*(one[name] for name in Mention._fields)) for one in each["found"]] for each in answers]
        return Answers(found, [each["seconds"] for each in answers])


#: Some of them would start a thread a core.
_ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1", "PYTHONUTF8": "1"}


def _behind(said: Annotate, negspacy: Worker) -> Annotate:
    """An annotator whose spans are handed to negspacy; what it told as absent itself stays so."""

    def ask(texts: Sequence[Coded]) -> Answers:
        first = said(texts)
        second = negspacy(texts, first.found)
        return Answers(second.found, [one + other for one, other in zip(first.seconds, second.seconds, strict=True)])

    return ask
