#!/usr/bin/env bash
# ucumvert 0.3.2 (with pint 0.25): by UCUM itself an equivalent is a mole and an osmole is one, whatever the ion.
#
# UCUM gives `eq` and `osm` the value 1 mol, so a reader that follows it converts calcium of 5 meq/L to 5 mmol/L without a word.
# The ion carries two charges: it is 2.5 mmol/L, and hypercalcemia has become a normal value's double, or the other way round.
# Enzyme units and international units, which laboratories print for the same number, are on the other hand two dimensions.
#
# What we do: equivalents are a dimension of their own and become moles by the analyte's charge, osmoles never do
# (`standards/units.py`), and U and [iU] are one (`standards/ucum.py`).
source "$(dirname "$0")/in_fresh_environment.sh" ucumvert==0.3.2 pint==0.25.3

python - <<'PYTHON'
from importlib.metadata import version

from ucumvert import PintUcumRegistry

units = PintUcumRegistry()
calcium = (5 * units.from_ucum("meq/L")).to(units.from_ucum("mmol/L").units)
osmotic = units.from_ucum("mosm/kg") == units.from_ucum("mmol/kg")
enzyme = units.from_ucum("U/L").dimensionality == units.from_ucum("[iU]/L").dimensionality
print(f"ucumvert {version('ucumvert')}, pint {version('pint')}")
print(f"5 meq/L (of calcium: 2.5 mmol/L) = {calcium.magnitude:g} mmol/L")
print(f"1 mosm/kg is 1 mmol/kg: {osmotic}; U/L measures what [iU]/L does: {enzyme}")

assert abs(calcium.magnitude - 5) < 1e-9 and osmotic and not enzyme
PYTHON
