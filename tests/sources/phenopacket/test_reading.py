"""One reading for files and for the service: the same text is the same case."""

import json
from pathlib import Path

import pytest

from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.base import Record
from hoofbeat.sources.phenopacket import PhenopacketSource
from hoofbeat.sources.phenopacket.reading import case_of
from packet_reading import brief


def test_a_text_is_read_as_a_file_is() -> None:
    text = json.dumps(brief(subject={"sex": "MALE", "age": "P16Y"}, biosamples=[{"phenotypicFeatures": [{}, {}]}]))
    case = case_of(text)
    assert case == PhenopacketSource(Path("x.json")).parse(Record("phenopackets", "x.json", text))
    assert case.notes == ("2 phenotypicFeatures of biosamples are not read",)


def test_yaml_is_read_only_where_it_may_be() -> None:
    text = "id: y\nphenotypicFeatures:\n- type: {id: 'HP:0002650'}\n"
    assert case_of(text, yaml=True).observed == ("HP:0002650",)
    with pytest.raises(RecordError, match="not JSON"):
        case_of(text)


@pytest.mark.parametrize("text", ["", "[]", "null", "3", '"text"', "{}", '{"id": ""}', '{"id": 3}', "[" * 100_000])
def test_what_is_no_phenopacket_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(RecordError) as caught:
        case_of(text)
    assert caught.value.hint
