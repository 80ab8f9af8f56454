"""Ask this container's own service whether it is ready; exit status 0 if so. The image's HEALTHCHECK runs it."""

import http.client
import os
import sys

#: Addresses that mean "every address": ask the loopback one of that family.
EVERY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing is bound here
SECONDS = 4


def main() -> int:
    """Ask `/readyz` where the service was told to answer.

    Returns:
        0 if it answers 200, else 1.
    """
    host = os.environ.get("HOOFBEAT_HOST", "127.0.0.1")
    port = os.environ.get("HOOFBEAT_PORT") or os.environ.get("PORT") or "8000"
    connection = http.client.HTTPConnection(EVERY.get(host, host), int(port), timeout=SECONDS)
    try:
        connection.request("GET", "/readyz")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        print(f"no answer: {type(error).__name__}")
        return 1
    print(f"/readyz answers {status}")
    return 0 if status == http.HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(main())
