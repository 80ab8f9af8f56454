#!/usr/bin/env bash
# azure-functions 1.26.0: AsgiMiddleware hands every message of an application to the root logger at level DEBUG, the body of the
# answer among them. Whoever turns debugging on to look at something else has every differential in the log of the host, and
# wherever that is sent on to.
#
# What we do: deploy/azure/function/function_app.py filters these lines out of the root logger, and a test turns debugging on and
# looks for a patient's words.
source "$(dirname "$0")/in_fresh_environment.sh" azure-functions==1.26.0

python - <<'PYTHON'
import asyncio
import logging
from importlib.metadata import version

import azure.functions as func

told = []


class Keep(logging.Handler):
    def emit(self, record):
        told.append((record.levelname, record.getMessage()))


logging.getLogger().setLevel(logging.DEBUG)
logging.getLogger().addHandler(Keep())


async def application(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"the patient has a fever"})


request = func.HttpRequest("GET", "https://example.org/api/x", body=b"", headers={}, params={})
answer = asyncio.run(func.AsgiMiddleware(application).handle_async(request))
assert answer.get_body() == b"the patient has a fever"
lines = [(level, text[:90]) for level, text in told if "fever" in text]
print(f"azure-functions {version('azure-functions')}: lines of the log that hold the answer: {lines}")
assert lines and {level for level, _ in lines} == {"DEBUG"}
PYTHON
