"""The columns that a table has once: who, when, how old, which sex, and the diagnosis."""

from hoofbeat.sources.mapping.diagnoses import diagnoses
from hoofbeat.sources.mapping.drafting.ages import find_ages
from hoofbeat.sources.mapping.drafting.dates import find_dates
from hoofbeat.sources.mapping.drafting.families import find_family
from hoofbeat.sources.mapping.drafting.lists import find_list_status, find_lists
from hoofbeat.sources.mapping.drafting.sex import find_sex
from hoofbeat.sources.mapping.drafting.status import find_status, leave_unsettled
from hoofbeat.sources.mapping.drafting.visits import fill_visits, find_visits
from hoofbeat.sources.mapping.identifying import ids, named_persons
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import TableProfile
from hoofbeat.sources.mapping.suggestion import Roles, free_columns


def roles(table: TableProfile, meanings: Meanings) -> Roles:
    """Find the columns that a table has once."""
    found = Roles(settings={"decimal": table.decimal})
    find_visits(table, found)
    find_dates(table, found)
    named_persons(table, found)
    find_sex(table, found)
    find_ages(table, found)
    find_lists(table, meanings, found)
    find_list_status(table, found)
    find_family(table, found)
    find_status(table, found)
    ids(table, found)
    free = [column for column, _ in free_columns(table, found)]
    told = diagnoses(table, free, meanings.diseases, found.settings["decimal"])
    found.taken |= told.taken
    found.diagnosis = told.column
    leave_unsettled(found)
    fill_visits(table, found)
    return found
