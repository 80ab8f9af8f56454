"""An event of a scenario in words."""

from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.simulation.scenarios.happenings import BadLabels, CaseMix, Event, Missing, NewDisease
from hoofbeat.standards.analytes import analyte


def said_of(event: Event, ontology: Ontology) -> str:
    """What happens, for people: ``month 6: 1 disease unknown so far appears``."""
    when = f"month {event.month}" + (f" to {event.until}" if event.until != event.month and event.until < 12 else "")
    if isinstance(event, NewDisease):
        many = f"{event.diseases} diseases" if event.diseases > 1 else "1 disease"
        return f"month {event.month}: {many} unknown so far appear{'' if event.diseases > 1 else 's'}"
    if isinstance(event, CaseMix):
        who = f"age {event.ages[0]:g} to {event.ages[1]:g}" if event.ages else f"sex {event.sex}"
        if event.system:
            named = dict(zip(ontology.ids, ontology.names, strict=True))
            who = f"{named.get(event.system, 'a finding')} ({event.system})"
        return f"{when}: {event.share:.0%} of the patients have {who}"
    of = f" of {event.house}" if event.house else ""
    if isinstance(event, BadLabels):
        return f"{when}: {event.share:.0%} of the diagnoses{of} are wrong"
    if isinstance(event, Missing):
        return f"{when}: {event.what} missing in {event.share:.0%} of the patients{of}"
    known = analyte(event.code)
    name = known.name if known else event.code
    return f"{when}: {name} told in {event.unit} in {event.share:.0%} of the patients{of}"
