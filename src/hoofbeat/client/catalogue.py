"""What can be asked about: findings, measurements, diseases, and the model itself."""

from typing import Any, Unpack, cast
from urllib.parse import quote

from hoofbeat.client.answers import (
    Lang,
    ToldDiseaseMatch,
    ToldDiseasePage,
    ToldJudgement,
    ToldMatch,
    ToldMeasurement,
    ToldModel,
    ToldModelFiles,
    ToldService,
)
from hoofbeat.client.asking import Asking, Measurements, PersonOptions, given


class CatalogueCalls(Asking):
    """What the service knows."""

    def find(self, words: str, *, lang: Lang = "en", limit: int = 10) -> list[ToldMatch]:
        """Findings by name, synonym, everyday word or id, and typed measurements, best first."""
        query = {"q": words, "lang": lang, "limit": limit}
        return cast(list[ToldMatch], self.ask("GET", "/v1/findings", query=query))

    def measurements(self) -> list[ToldMeasurement]:
        """What can be measured."""
        return cast(list[ToldMeasurement], self.ask("GET", "/v1/measurements"))

    def judge(
        self, measurements: Measurements, *, altitude: float | None = None, **person: Unpack[PersonOptions]
    ) -> list[ToldJudgement]:
        """What each measurement means by itself: whether it is possible, its reference, the finding it leads to."""
        body = {"measurements": given(measurements), "altitude": altitude} | person
        return cast(list[ToldJudgement], self.ask("POST", "/v1/measurements", body=body)["measurements"])

    def find_disease(self, words: str, *, lang: Lang = "en", limit: int = 10) -> list[ToldDiseaseMatch]:
        """Diseases by name, synonym or id, best first."""
        query = {"q": words, "lang": lang, "limit": limit}
        return cast(list[ToldDiseaseMatch], self.ask("GET", "/v1/diseases", query=query))

    def disease(self, disease_id: str) -> ToldDiseasePage:
        """All that is known of a disease, by its own id or an equivalent one."""
        return cast(ToldDiseasePage, self.ask("GET", f"/v1/diseases/{quote(disease_id, safe=':')}"))

    def model(self) -> ToldModel:
        """Which model answers."""
        return cast(ToldModel, self.ask("GET", "/v1/model"))

    def model_card(self) -> dict[str, Any]:
        """What the model is for, how well it does for whom, and its limits."""
        return cast(dict[str, Any], self.ask("GET", "/v1/model-card"))

    def model_card_page(self, lang: Lang) -> str:
        """The same as a page of HTML."""
        return self._connection.ask("GET", "/v1/model-card", query={"lang": lang}).decode()

    def model_files(self) -> ToldModelFiles:
        """The parts of the model with which a browser ranks without the service."""
        return cast(ToldModelFiles, self.ask("GET", "/v1/model/files"))

    def model_file(self, name: str) -> bytes:
        """One of them."""
        return self._connection.ask("GET", f"/v1/model/files/{quote(name, safe='')}")

    def service(self) -> ToldService:
        """Which version answers, and at which addresses."""
        return cast(ToldService, self.ask("GET", "/v1/service"))
