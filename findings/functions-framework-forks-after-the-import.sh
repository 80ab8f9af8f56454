#!/usr/bin/env bash
# functions-framework 3.10.2: the file with the function is imported in a parent process, which then forks the one that answers.
# Threads that the file started at its import, a loader, a watcher, the pool of an inference session, are alive in the parent and
# gone in the process that answers; nothing says so. gunicorn's own default is to import after the fork.
#
# Whoever loads a model at import, as the documentation of functions advises, has sessions whose threads do not exist.
#
# What we do: deploy/google/function/main.py loads the bundle after the fork (os.register_at_fork), before the first request.
source "$(dirname "$0")/in_fresh_environment.sh" functions-framework==3.10.2

cat > main.py <<'PYTHON'
import os
import threading
import time

import functions_framework

imported_in = os.getpid()
threading.Thread(target=time.sleep, args=(60,), name="loader", daemon=True).start()


@functions_framework.http
def answer(request):
    alive = sorted(thread.name for thread in threading.enumerate() if thread.name == "loader")
    return {"imported in the process that answers": imported_in == os.getpid(), "loader alive": bool(alive)}
PYTHON
port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
functions-framework --target answer --host 127.0.0.1 --port "$port" >server.log 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python - "$port" <<'PYTHON'
import json
import sys
import time
import urllib.request
from importlib.metadata import version

for _ in range(120):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/", timeout=5) as answered:
            told = json.load(answered)
        break
    except OSError:
        time.sleep(0.5)
else:
    raise SystemExit("no answer within a minute")
print(f"functions-framework {version('functions-framework')}: {told}")
assert told == {"imported in the process that answers": False, "loader alive": False}
PYTHON
