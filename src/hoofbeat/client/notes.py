"""Notes in English and Spanish."""

from typing import Unpack, cast

from hoofbeat.client.answers import Lang, ToldExtraction, ToldNoteDifferential
from hoofbeat.client.asking import Asking, RankingOptions


class NoteCalls(Asking):
    """What is asked of texts: the service keeps none."""

    def extract(self, text: str, *, lang: Lang | None = None) -> ToldExtraction:
        """Findings, measurements, age and sex in a note; ``lang`` where its language is known."""
        return cast(ToldExtraction, self.ask("POST", "/v1/extraction", body={"text": text, "lang": lang}))

    def differential_of_text(
        self, text: str, *, lang: Lang | None = None, **options: Unpack[RankingOptions]
    ) -> ToldNoteDifferential:
        """Rank diseases for a note; age and sex given here count before those that are read."""
        body = {"text": text, "lang": lang} | options
        return cast(ToldNoteDifferential, self.ask("POST", "/v1/differential/text", body=body))
