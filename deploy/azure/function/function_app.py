"""Azure Functions (Python v2 model): the same application behind one HTTP trigger.

``create`` loads the bundle while the worker imports this file, so the first request finds it warm; the start-up events
that ``azure.functions.AsgiFunctionApp`` would run at the first request are not needed, hence a plain trigger around
``AsgiMiddleware``. Who calls needs the function's key, unless the platform's own login stands before the app.
"""

import logging
import os

import azure.functions as func

from hoofbeat.serving.hosted import create


def _without_answers(record: logging.LogRecord) -> bool:
    """Refuse the middleware's debug lines: they hold whole answers, and lifespan messages of no use."""
    return not (record.levelno == logging.DEBUG and record.name == "root" and "ASGI worker" in str(record.msg))


logging.getLogger().addFilter(_without_answers)

#: Set beside the login rules by main.bicep, and only there.
_LOGIN = os.environ.get("HOOFBEAT_AZURE_LOGIN") == "1"

middleware = func.AsgiMiddleware(create(wait=True))

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS if _LOGIN else func.AuthLevel.FUNCTION)


@app.function_name("hoofbeat")
@app.route(route="{*path}", methods=[*func.HttpMethod])
async def hoofbeat(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    """Answer one request; others go on meanwhile, because the ranking runs in a thread."""
    return await middleware.handle_async(req, context)
