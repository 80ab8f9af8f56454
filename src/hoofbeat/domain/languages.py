"""What a thing is called in several languages, and which language a reader gets."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from pydantic import GetCoreSchemaHandler, computed_field
from pydantic_core import CoreSchema, core_schema

from hoofbeat.domain.frozen import Frozen

#: A language by its tag: ``en``, ``pt``, ``pt-BR``. Whatever is named may be named in any.
Language = str

#: Languages that the search box understands: those whose words the text index holds. To widen it widens nothing else.
SearchLanguage = Literal["en", "es"]

#: Languages in which whole texts are written: the model card, the comments of a drafted mapping.
ProseLanguage = Literal["en", "es"]

#: Everything is named in it, and a reader of another language reads it where that one is missing.
FALLBACK: Final = "en"

_TAG = r"^[a-z]{2,3}(-[A-Z][A-Za-z]+)?$"


def search_language(reader: Language) -> SearchLanguage:
    """The language in which a reader's words are looked up: his own if the search knows it, else English.

    Example:
        >>> search_language("es"), search_language("pt")
        ('es', 'en')
    """
    return next((known for known in get_args(SearchLanguage) if known == reader), FALLBACK)


@cache
def _is_tag(language: str) -> bool:
    return re.fullmatch(_TAG, language) is not None


class Wording(Mapping[Language, str]):
    """One name, or one sentence, by language: never without English, never changed, and hashable.

    Args:
        texts: language → text; ``None`` where there is none.
        more: the same, by keyword.

    Raises:
        ValueError: there is no English text, or a key is no tag of a language.

    Example:
        >>> fever = Wording(en="Fever", es="Fiebre")
        >>> fever.best("es"), fever.best("pt")
        ('Fiebre', 'Fever')
    """

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[Language, str | None] = MappingProxyType({}), /, **more: str | None) -> None:
        given = {language: text for language, text in (*texts.items(), *more.items()) if text is not None}
        if FALLBACK not in given:
            raise ValueError("there is no English text")
        if not all(map(_is_tag, given)):
            raise ValueError("a key is no tag of a language, such as es or pt-BR")
        self._texts = {FALLBACK: given.pop(FALLBACK), **dict(sorted(given.items()))}

    def __getitem__(self, language: Language) -> str:
        return self._texts[language]

    def __iter__(self) -> Iterator[Language]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(tuple(self._texts.items()))

    def __repr__(self) -> str:
        return f"Wording({self._texts!r})"

    # An answer asks for both hundreds of times, and those of Mapping raise and catch, or walk it key by key.

    @property
    def spanish(self) -> str | None:
        """The Spanish text, if there is one."""
        return self._texts.get("es")

    def to_dict(self) -> dict[Language, str]:
        """Language → text, English first."""
        return self._texts.copy()

    def best(self, reader: Language) -> str:
        """The text for a reader: in his language, else in English."""
        return self._texts.get(reader) or self._texts[FALLBACK]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A JSON object, language → text; a wording is taken as it is, for an answer names hundreds of things."""
        by_language = core_schema.dict_schema(core_schema.str_schema(pattern=_TAG), core_schema.str_schema())
        read = core_schema.no_info_after_validator_function(cls, by_language)
        return core_schema.json_or_python_schema(
            json_schema=read,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), read], mode="left_to_right"),
            serialization=core_schema.plain_serializer_function_ser_schema(cls.to_dict, return_schema=by_language),
        )


class HasNames(Frozen):
    """Whatever has a name.

    In JSON, ``name`` and ``name_es`` stand beside ``names``, from which they are derived, for those who read them
    before there were ``names``; they are never read back.
    """

    names: Wording

    @computed_field  # type: ignore[prop-decorator]
    @property
    def name(self) -> str:
        """English."""
        return self.names[FALLBACK]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def name_es(self) -> str | None:
        """Spanish, where it is known."""
        return self.names.spanish
