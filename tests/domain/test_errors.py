"""The hierarchy of errors is the one drawn at the top of its module."""

from hoofbeat.domain import errors
from hoofbeat.domain.errors import HoofbeatError


def drawn() -> dict[str, str]:
    """Each class of the drawing and the one it hangs from."""
    above: list[str] = []
    parents: dict[str, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        name = line.lstrip(" │├└─").split(" ", 1)[0]
        if not name.endswith("Error"):
            continue
        depth = (line.index(name) - 4) // 4
        del above[depth:]
        parents[name] = above[-1] if above else "Exception"
        above.append(name)
    return parents


def defined() -> dict[str, str]:
    classes = [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, HoofbeatError)]
    return {cls.__name__: cls.__bases__[0].__name__ for cls in classes}


def test_the_drawing_is_true() -> None:
    assert drawn() == defined()


def test_every_error_says_what_it_means() -> None:
    for name in defined():
        assert getattr(errors, name).__doc__
