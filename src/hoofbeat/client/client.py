"""The client: one method for each thing that the API does."""

from hoofbeat.client.catalogue import CatalogueCalls
from hoofbeat.client.kept import CaseCalls
from hoofbeat.client.notes import NoteCalls
from hoofbeat.client.ranking import RankingCalls
from hoofbeat.client.records import RecordCalls


class Client(RankingCalls, NoteCalls, RecordCalls, CatalogueCalls, CaseCalls):
    """Asks one service. Every method raises ``ServiceError`` where the service refuses or does not answer.

    Findings are ids of those present, or ``{"id": …, "excluded": True}``; measurements are (LOINC code, number, UCUM
    unit), or the same as dictionaries. What is left out is not sent: the service's own defaults hold.

    Example:
        ``Client("https://hoofbeat.hospital.example", key=key).differential(["HP:0001166"], age=16, sex="male")``

    Args:
        address: the service.
        key: API key or bearer token; none is needed on the machine of the service.
        timeout: seconds that one answer is waited for.
        context: what https trusts; what this machine trusts if not given.
        plain_http: whether a key may go to another machine in the clear, as within a network of containers.

    Raises:
        ConfigError: the address cannot be used, or the key would go through the network in the clear.
    """
