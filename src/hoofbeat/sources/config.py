"""Which sources there are, as a person writes them down: one entry each, in a YAML file or on the command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from hoofbeat.domain.case import Altitude
from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.assemble import explain
from hoofbeat.sources.formats import formats


def _known(name: str) -> str:
    if name not in formats():
        raise ValueError(f"choose from {', '.join(formats())}")
    return name


#: Name of a :class:`~hoofbeat.sources.formats.SourceFormat`.
Format = Annotated[str, AfterValidator(_known)]


class SourceConfig(BaseModel):
    """One source.

    Attributes:
        name: the source's name in the lake, the same for every delivery of it (``hospital-a``).
        format: name of the format of its records.
        path: file or folder.
        mapping: file that says what the columns of a table mean, for formats that need one.
        altitude: altitude of the hospital, metres above sea level, for reference ranges; ``None`` is sea level.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_\-]{0,59}$")
    format: Format
    path: Path
    mapping: Path | None = None
    altitude: Altitude | None = None


def read_sources(file: Path) -> tuple[SourceConfig, ...]:
    """Read ``sources:``, a list of entries, from a YAML file; relative paths start at the file's folder.

    Raises:
        SourceError: the file cannot be read, an entry is wrong, or two have one name.
    """
    import yaml  # late: the serving install reads single files only, and lacks it

    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SourceError(f"{file} cannot be read ({type(error).__name__})", hint="give a YAML file") from error
    entries = content.get("sources") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not entries:
        raise SourceError(f"{file} lists no sources", hint="write `sources:` and a list of name, format and path")
    try:
        configs = tuple(SourceConfig.model_validate(entry) for entry in entries)
    except ValidationError as error:
        raise SourceError(f"{file}: {explain(error)}", hint="correct the fields named") from None
    names = [config.name for config in configs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SourceError(f"{file}: {', '.join(twice)} is listed twice", hint="give each source its own name")
    return tuple(config.model_copy(update=_resolved(config, file.parent)) for config in configs)


def choose_sources(
    file: Path | None = None,
    names: Sequence[str] = (),
    *,
    mapping: Path | None = None,
    altitude: float | None = None,
    **paths: Path | None,
) -> tuple[SourceConfig, ...]:
    """List the sources that a command line names: those of a file, then one for each format with a path.

    Args:
        file: YAML file of sources.
        names: take only these of the file.
        mapping: file that says what the columns of ``table`` mean.
        altitude: altitude of every source that states none itself, in metres.
        **paths: format → file or folder; the source goes by the name of its format.

    Raises:
        SourceError: the file cannot be read, or has no source of a name.
    """
    listed = read_sources(file) if file else ()
    if missing := sorted(set(names) - {config.name for config in listed}):
        raise SourceError(
            f"no source {', '.join(missing)} is listed" + (f" in {file}" if file else ""),
            hint="choose from: " + ", ".join(config.name for config in listed)
            if listed
            else "give a file with --sources",
        )
    if mapping and not any(formats()[name].needs_mapping for name, path in paths.items() if path):
        raise SourceError("a mapping is given, but no table", hint="name the table's file with --table")
    chosen = [config for config in listed if not names or config.name in names]
    direct = [
        SourceConfig.model_validate(
            {"name": name, "format": name, "path": path, "mapping": mapping if formats()[name].needs_mapping else None}
        )
        for name, path in paths.items()
        if path is not None
    ]
    if twice := {config.name for config in chosen} & {config.name for config in direct}:
        raise SourceError(f"{', '.join(sorted(twice))} is given twice", hint="give each source its own name")
    return tuple(
        config.model_copy(update={"altitude": altitude}) if config.altitude is None else config
        for config in (*chosen, *direct)
    )


def _resolved(config: SourceConfig, folder: Path) -> dict[str, Path]:
    return {key: folder / value for key, value in (("path", config.path), ("mapping", config.mapping)) if value}
