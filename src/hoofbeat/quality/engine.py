"""Great Expectations, loaded late and kept quiet."""

import os
import warnings
from functools import cache
from pathlib import Path
from typing import Any


@cache
def load() -> Any:
    """Import Great Expectations: it takes seconds, so only who checks a batch pays.

    Its usage statistics would go over the network; they are off unless someone turned them on on purpose.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with warnings.catch_warnings():
        # Its own imports use deprecated names of its dependencies: nothing we could mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations
    return great_expectations


def quiet_context(docs: Path, site: str) -> Any:
    """Make a context in memory that writes its Data Docs as static pages and draws no progress bars.

    Args:
        docs: directory of the pages.
        site: name of the Data Docs site.
    """
    gx = load()
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    for default_site in context.get_site_names():
        context.delete_data_docs_site(default_site)
    context.add_data_docs_site(
        site,
        {
            "class_name": "SiteBuilder",
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs.resolve())},
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        },
    )
    return context
