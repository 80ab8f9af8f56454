"""Where the tasks of a job are done: by processes and threads of this machine, or by the workers of a Dask cluster."""

from hoofbeat.engines.base import TaskEngine, Team, ready
from hoofbeat.engines.local import LOCAL, LocalEngine
from hoofbeat.engines.named import require_engine, working

__all__ = ["LOCAL", "LocalEngine", "TaskEngine", "Team", "ready", "require_engine", "working"]
