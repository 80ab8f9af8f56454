"""The networks of ``models.network`` as nodes of a graph."""

from hoofbeat.bundle.export.builder import GraphBuilder
from hoofbeat.models.network import Network
from hoofbeat.models.reranker import FARTHEST, MEMBERS, Reranker


def committee(g: GraphBuilder, reranker: Reranker, table: str) -> str:
    """Mean g of the candidates of one case, float32 [K], from their columns, float32 [K, columns]."""
    many = len(reranker.centre)
    below = g.op("Sub", table, g.op("ReduceMax", table, g.ints(0), keepdims=1))
    compared = g.op("Concat", table, below, axis=1)
    centred = g.op("Sub", compared, g.constant(reranker.centre))
    numbers = g.op("Clip", g.op("Div", centred, g.constant(reranker.scale)), g.number(-FARTHEST), g.number(FARTHEST))
    # Half of the members read all columns, and the others the same: to gather them for each took a tenth of the graph.
    reads = {read.tobytes(): read for read in MEMBERS if len(read) < many}
    some = {key: g.op("Gather", numbers, g.constant(read), axis=1) for key, read in reads.items()}
    gains = [
        _network(g, network, some.get(read.tobytes(), numbers))
        for network, read in zip(reranker.networks, MEMBERS, strict=True)
    ]
    return g.op("Mean", *gains)


def _network(g: GraphBuilder, network: Network, numbers: str) -> str:
    """The g of the candidates [K] from the numbers that the network reads, [K, C]."""
    *inner, (last, offset) = network.layers
    hidden = numbers
    for weights, bias in inner:
        hidden = g.op("Relu", g.op("Gemm", hidden, g.constant(weights), g.constant(bias)))
    bent = g.op("Gemm", hidden, g.constant(last), g.constant(offset))
    straight = g.op("MatMul", numbers, g.constant(network.straight[:, None]))
    return g.op("Squeeze", g.op("Add", bent, straight), g.ints(1))
