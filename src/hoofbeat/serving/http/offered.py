"""What a request says of the answer it takes: packed or not, and whether it has it already."""


def takes_gzip(accepted: str) -> bool:
    """Whether ``Accept-Encoding`` takes gzip: by name, or by ``*`` where it is not named (RFC 9110, section 12.5.3).

    Example:
        >>> [takes_gzip(text) for text in ("br, gzip", "gzip;q=0", "*;q=0.1", "gzip;q=0, *", "identity", "")]
        [True, False, True, False, False, False]
    """
    weights = {}
    for part in accepted.lower().split(","):
        coding, *parameters = (one.strip() for one in part.split(";"))
        weights[coding] = next((one[2:] for one in parameters if one.startswith("q=")), "1").strip()
    weight = weights.get("gzip", weights.get("x-gzip", weights.get("*", "0")))
    return weight.strip("0.") != ""


def has_it(named: str, etag: str) -> bool:
    """Whether ``If-None-Match`` names this ``ETag``, weak or not, or any (RFC 9110, section 13.1.2)."""
    tags = {one.strip().removeprefix("W/") for one in named.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags
