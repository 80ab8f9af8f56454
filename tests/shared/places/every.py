"""Every place that the suite over all places is run against, by name."""

from collections.abc import Mapping

from places import azure, google, image, lambda_place, wheel
from places.base import Starter

PLACES: Mapping[str, Starter] = {
    "wheel": wheel.start,
    "image": image.start,
    "lambda": lambda_place.start,
    "functions-framework": google.start,
    "azure": azure.start,
}
