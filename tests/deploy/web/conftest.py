"""Where the tools from npm are."""

import os
import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def node() -> str:
    """The command of Node."""
    command = shutil.which("node")
    if command is None:
        pytest.skip("no node here: install Node.js 20 or newer")
    return command


@pytest.fixture(scope="session")
def tools(node: str) -> Path:
    """The folder that ``deploy/web/tools.sh`` installed into."""
    folder = os.environ.get("HOOFBEAT_NODE")
    if folder is None or not (Path(folder) / "node_modules/onnxruntime-web").is_dir():
        pytest.skip("no onnxruntime-web: run deploy/web/tools.sh DIR and set HOOFBEAT_NODE to DIR")
    return Path(folder).resolve()
