"""A host for the function app, in a process of its own: takes requests as lines, answers as lines, many at a time.

It stands for the Azure Functions host. With ``--library`` the app is indexed and called by Microsoft's own worker
library, in the messages that the real host sends; without it, through the objects of ``azure.functions`` alone.

Usage: python host.py FOLDER [--library]    (FOLDER: the function app, with function_app.py)
"""

import asyncio
import base64
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

SITE = "https://hoofbeat.azurewebsites.net"
Ask = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


async def by_library(folder: Path) -> tuple[Ask, dict[str, Any]]:
    """Microsoft's worker library: initialise, index, invoke."""
    import azure_functions_runtime.handle_event as worker  # type: ignore[import-not-found]
    import host_messages.protos as protos  # type: ignore[import-not-found]

    def message(name: str, content: Any) -> Any:
        return SimpleNamespace(
            name=name, request=SimpleNamespace(**{name: content}), properties={"protos": protos, "host": "127.0.0.1"}
        )

    begin = protos.WorkerInitRequest(host_version="4", function_app_directory=str(folder))
    begun = await worker.worker_init_request(message("worker_init_request", begin))
    if begun.result.status != protos.StatusResult.Success:
        raise RuntimeError(begun.result.exception.message)
    indexed = await worker.functions_metadata_request(
        message("functions_metadata_request", protos.FunctionsMetadataRequest(function_app_directory=str(folder)))
    )
    (function,) = indexed.function_metadata_results

    async def ask(request: dict[str, Any]) -> dict[str, Any]:
        http = protos.RpcHttp(method=request["method"], url=SITE + request["path"], headers=request["headers"])
        if request["body"] is not None:
            http.body.bytes = http.rawBody.bytes = base64.b64decode(request["body"])
        call = protos.InvocationRequest(
            invocation_id=str(request["id"]),
            function_id=function.function_id,
            input_data=[protos.ParameterBinding(name="req", data=protos.TypedData(http=http))],
        )
        answer = await worker.invocation_request(message("invocation_request", call))
        if answer.result.status != protos.StatusResult.Success:
            raise RuntimeError(answer.result.exception.message)
        sent = answer.return_value.http
        return told(int(sent.status_code), dict(sent.headers), sent.body.bytes)

    return ask, {"bindings": [json.loads(binding) for binding in function.raw_bindings], "name": function.name}


async def by_objects(folder: Path) -> tuple[Ask, dict[str, Any]]:
    """The objects of ``azure.functions``, without a worker."""
    import azure.functions as func
    from function_app import app  # type: ignore[import-not-found]

    (function,) = app.get_functions()

    async def ask(request: dict[str, Any]) -> dict[str, Any]:
        body = b"" if request["body"] is None else base64.b64decode(request["body"])
        http = func.HttpRequest(request["method"], SITE + request["path"], headers=request["headers"], body=body)
        context = SimpleNamespace(function_name=function.get_function_name(), invocation_id=str(request["id"]))
        sent = await function.get_user_function()(http, context)
        return told(sent.status_code, dict(sent.headers), sent.get_body())

    return ask, {
        "bindings": [binding.get_dict_repr() for binding in function.get_bindings()],
        "name": function.get_function_name(),
    }


def told(status: int, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """An answer as a line can hold it."""
    return {"status": status, "headers": headers, "body": base64.b64encode(body).decode()}


async def main() -> None:
    """Say what was indexed, then answer each line, as each is ready."""
    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    lines = sys.stdout
    sys.stdout = sys.stderr  # what the app prints is no answer
    ask, indexed = await (by_library if "--library" in sys.argv else by_objects)(folder)
    print(json.dumps(indexed, default=str), file=lines, flush=True)

    async def answer(request: dict[str, Any]) -> None:
        try:
            sent = await ask(request)
        except Exception as error:  # the host would tell the caller 500
            sent = {"failure": f"{type(error).__name__}: {error}"}
        print(json.dumps(sent | {"id": request["id"]}), file=lines, flush=True)

    running = set()
    while line := await asyncio.to_thread(sys.stdin.readline):
        task = asyncio.create_task(answer(json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)


if __name__ == "__main__":
    asyncio.run(main())
