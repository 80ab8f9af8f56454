import subprocess
import sys

_ASKED = """
import sys
from importlib.util import find_spec
import pandas as pd
from hoofbeat.quality.engine import build_suite, evaluate, load
from hoofbeat.quality.rules import Rule
load()
print(*(name for name in ("altair.vegalite", "scipy.stats._stats_py") if name in sys.modules))
print(find_spec("altair").name, find_spec("scipy.stats").name, "altair.vegalite" in sys.modules)
kwargs = {"column": "age", "threshold": 0.1, "partition_object": {"bins": [0, 5, 10], "weights": [0.5, 0.5]}}
rules = [Rule(layer="silver", type="expect_column_kl_divergence_to_be_less_than", kwargs=kwargs)]
for ages in ([1, 2, 3, 7, 8, 9], [1, 2, 3, 1, 2, 3]):
    (outcome,) = evaluate(build_suite("silver", rules), rules, pd.DataFrame({"age": ages}))
    print(outcome.met, outcome.error)
from scipy.stats import norm
print(norm.cdf(0))
"""


def test_what_is_seldom_used_is_loaded_by_the_expectation_that_needs_it() -> None:
    run = subprocess.run([sys.executable, "-c", _ASKED], capture_output=True, text=True, check=True)
    loaded, found, *answers = run.stdout.splitlines()
    assert (loaded, found) == ("", "altair scipy.stats False")
    assert answers == ["True None", "False None", "0.5"]
