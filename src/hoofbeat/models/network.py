"""A light neural network that learns to choose: each question has several answers, and one of them is right.

Of the numbers *x* of an answer, all on one scale,

    g(x) = u·x + v·r(B·r(A·x + a) + b) + c,    r(y) = max(0, y)

so that what a straight line says need not be learned by the hidden units. It maximises the weighted mean of
log softmax(g)(right answer) over the answers of a question: a conditional logit (McFadden, Frontiers in Econometrics
1974), or ListNet's top one (Cao et al., ICML 2007). Adam (Kingma & Ba, ICLR 2015) with decoupled decay (Loshchilov &
Hutter, ICLR 2019), steps falling along a cosine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

#: Units of the hidden layers.
HIDDEN = (48, 16)

#: Passes over the questions, questions of a step, first and largest step, and decay for each unit of a step.
_EPOCHS, _BATCH, _STEP, _DECAY = 6, 64, 3e-3, 1e-2

#: How fast Adam forgets means and squares.
_MEMORY = (0.9, 0.999)

Floats = NDArray[np.float32]
Seed = int | tuple[int, ...]


@dataclass(frozen=True)
class Network:
    """A fitted network.

    Attributes:
        straight: u of the module's formula, [C].
        layers: weights [inputs, outputs] and bias [outputs] of each layer, the last with one output.
    """

    straight: Floats
    layers: tuple[tuple[Floats, Floats], ...]

    @classmethod
    def fit(cls, numbers: Floats, right: NDArray[np.int64], weight: NDArray[np.float64], seed: Seed = 0) -> Self:
        """Learn from questions.

        Args:
            numbers: columns of every answer, [n, K, C].
            right: position of the right answer, [n].
            weight: weight of each question, [n].
            seed: seed of the first weights and of the order in which questions come.
        """
        training = _Training(numbers.shape[2], np.random.default_rng(seed))
        training.run(numbers, right, (weight / weight.mean()).astype(np.float32))
        *layers, straight = training.parameters
        pairs = tuple(zip(layers[::2], layers[1::2], strict=True))
        return cls(straight, pairs)

    def gains(self, numbers: Floats) -> Floats:
        """Compute g of answers: columns [..., C] → [...]."""
        parameters = [*(array for layer in self.layers for array in layer), self.straight]
        return _forward(parameters, numbers.reshape(-1, numbers.shape[-1]))[0].reshape(numbers.shape[:-1])


def _forward(parameters: Sequence[Floats], x: Floats) -> tuple[Floats, list[Floats]]:
    """Compute g of each row [m, C]; also return the input of each layer."""
    *layers, straight = parameters
    read = [x]
    for weights, bias in zip(layers[:-2:2], layers[1:-2:2], strict=True):
        # In place: to be given memory takes as long as to fill it.
        hidden = read[-1] @ weights
        hidden += bias
        read.append(np.maximum(hidden, 0, out=hidden))
    return (read[-1] @ layers[-2] + layers[-1])[:, 0] + x @ straight, read


def _backward(parameters: Sequence[Floats], read: Sequence[Floats], slope: Floats) -> list[Floats]:
    """Gradient of the loss by every parameter, given its gradient by g, [m]."""
    *layers, _ = parameters
    gradients = [read[0].T @ slope]
    back = slope[:, None]
    for place in range(len(read) - 1, -1, -1):
        gradients[:0] = [read[place].T @ back, back.sum(axis=0)]
        if place:
            back = back @ layers[2 * place].T
            back *= read[place] > 0
    return gradients


class _Training:
    """Parameters during training: weights and bias of each layer, then the straight line."""

    def __init__(self, inputs: int, random: np.random.Generator) -> None:
        self.random = random
        self.parameters: list[Floats] = []
        sizes = (inputs, *HIDDEN, 1)
        for into, out in pairwise(sizes):
            # He et al., ICCV 2015; the last layer starts low, so that the straight line speaks first.
            spread = np.sqrt(2 / into) * (0.3 if out == 1 else 1.0)
            self.parameters += [
                (random.normal(size=(into, out)) * spread).astype(np.float32),
                np.zeros(out, np.float32),
            ]
        self.parameters.append(np.zeros(inputs, dtype=np.float32))
        self.means, self.squares = ([np.zeros_like(one) for one in self.parameters] for _ in range(2))
        self.steps = 0

    def run(self, x: Floats, right: NDArray[np.int64], weight: Floats) -> None:
        """Make all passes over the questions [n, K, C]."""
        batches = max(1, len(x) // _BATCH)
        room = np.empty((-(-len(x) // batches), *x.shape[1:]), np.float32)
        for _ in range(_EPOCHS):
            for rows in np.array_split(self.random.permutation(len(x)), batches):
                some = np.take(x, rows, axis=0, out=room[: len(rows)], mode="clip")
                self._step(some, right[rows], weight[rows], self.steps / (_EPOCHS * batches))

    def _step(self, x: Floats, right: NDArray[np.int64], weight: Floats, done: float) -> None:
        gain, read = _forward(self.parameters, x.reshape(-1, x.shape[2]))
        logits = gain.reshape(x.shape[:2])
        chance = np.exp(logits - logits.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        chance[np.arange(len(x)), right] -= 1
        slope = (chance * weight[:, None] / np.float32(len(x))).ravel()
        rate = np.float32(_STEP * (1 + np.cos(np.pi * done)) / 2)
        self.steps += 1
        unbiased = [np.float32(1 - kept**self.steps) for kept in _MEMORY]
        gradients = _backward(self.parameters, read, slope)
        for one, gradient, mean, square in zip(self.parameters, gradients, self.means, self.squares, strict=True):
            mean += np.float32(1 - _MEMORY[0]) * (gradient - mean)
            square += np.float32(1 - _MEMORY[1]) * (gradient**2 - square)
            one -= rate * (mean / unbiased[0] / (np.sqrt(square / unbiased[1]) + np.float32(1e-8)) + _DECAY * one)
