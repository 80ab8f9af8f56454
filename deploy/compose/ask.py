"""Ask an address for a health check: ``python3 ask.py URL [FIELD.FIELD=VALUE]``; status 0 if it answers 200 and so.

``http.client`` heeds no proxy, which Docker Desktop may put into every container's environment.
"""

import json
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def main(url: str, expected: str = "") -> int:
    """Ask, and compare one field of the JSON answer if one is named.

    Returns:
        0 if all is well, else 1.
    """
    parts = urlsplit(url)
    try:
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        found = json.load(answer) if expected else None
    except (OSError, HTTPException, ValueError) as error:
        print(f"no answer: {type(error).__name__}")
        return 1
    path, _, value = expected.partition("=")
    for field in filter(None, path.split(".")):
        found = found.get(field) if isinstance(found, dict) else None
    print(f"{parts.path} answers {answer.status}{f', {path} is {found}' if expected else ''}")
    return 0 if answer.status == 200 and (not expected or found == value) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
