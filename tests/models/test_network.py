"""The network that chooses: its gradient, what it learns, and that it learns it again."""

import numpy as np

from hoofbeat.models.network import Network, _backward, _forward


def questions(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Five answers each; right is the one whose first two numbers are farthest apart."""
    numbers = np.random.default_rng(seed).normal(size=(n, 5, 4)).astype(np.float32)
    return numbers, np.abs(numbers[..., 0] - numbers[..., 1]).argmax(axis=1)


def test_it_learns_what_no_straight_line_says() -> None:
    numbers, right = questions(3000)
    network = Network.fit(numbers, right, np.ones(len(right)))
    asked, answers = questions(500, seed=1)
    assert (network.gains(asked).argmax(axis=1) == answers).mean() > 0.8


def test_the_same_questions_teach_the_same_network() -> None:
    numbers, right = questions(200)
    first, again, other = (Network.fit(numbers, right, np.ones(len(right)), seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.gains(numbers), again.gains(numbers))
    assert not np.array_equal(first.gains(numbers), other.gains(numbers))


def test_a_question_without_weight_teaches_nothing() -> None:
    numbers, right = questions(400)
    lied = np.where(np.arange(400) < 200, right, (right + 1) % 5)
    weight = (np.arange(400) < 200).astype(np.float64)
    honest = Network.fit(numbers, right, weight)
    np.testing.assert_array_equal(honest.gains(numbers), Network.fit(numbers, lied, weight).gains(numbers))


def test_the_gradient_is_the_slope() -> None:
    random = np.random.default_rng(0)
    shapes = [(4, 3), (3,), (3, 2), (2,), (2, 1), (1,), (4,)]
    parameters = [random.normal(size=shape) for shape in shapes]
    x, slope = random.normal(size=(6, 4)), random.normal(size=6)
    _, read = _forward(parameters, x)
    for place, gradient in enumerate(_backward(parameters, read, slope)):
        for index in np.ndindex(shapes[place]):
            moved = [one.copy() for one in parameters]
            moved[place][index] += 1e-6
            rise = (_forward(moved, x)[0] - _forward(parameters, x)[0]) @ slope / 1e-6
            np.testing.assert_allclose(gradient[index], rise, atol=1e-4)
