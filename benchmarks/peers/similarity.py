"""Ranks diseases by similarity, as hpo3 and pyhpo have it: run by ``benchmarks/differential.py`` in their environments.

Reads lists of ids of findings from standard input, one a line, and writes processor seconds for the whole ranking.
"""

import json
import sys
import time

from pyhpo import HPOSet, Ontology


def main(most: int) -> None:
    """Rank for each line; with a ``most``, so many diseases are compared and the time is multiplied."""
    Ontology()
    diseases = [*Ontology.omim_diseases, *Ontology.orpha_diseases]
    sets = [disease.hpo_set() for disease in diseases[: most or None]]
    print(len(diseases), flush=True)
    for line in sys.stdin:
        asked = HPOSet.from_queries(json.loads(line))
        begun = time.process_time()
        sorted(((asked.similarity(one), number) for number, one in enumerate(sets)), reverse=True)
        print((time.process_time() - begun) * len(diseases) / len(sets), flush=True)


main(int(sys.argv[1]))
