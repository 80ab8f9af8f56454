"""What a literal reference points to, in one spelling."""


def reference_key(reference: str, kind: str) -> str:
    """The resource a reference names: ``Patient/1`` for all its forms, ``urn:uuid:…`` as it is.

    Some national guides (Colombia's summary of care) name an entry of the same Bundle as ``#1``, and some programs
    write the bare id: both are read as an id of the kind that stands there.

    Args:
        reference: reference, as written.
        kind: kind of resource that the element points to (``Patient``).
    """
    if reference.startswith("urn:"):
        return reference
    path = reference.split("/_history/")[0].split("|")[0]
    if path.startswith("#") or "/" not in path:
        return f"{kind}/{path.removeprefix('#')}"
    return "/".join(path.split("/")[-2:])
