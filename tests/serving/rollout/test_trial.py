"""Which requests are a challenger's."""

from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.rollout.trial import Trial

from ..conftest import TwoDiseases


def test_sittings_are_shared_out_as_told_and_alike_everywhere() -> None:
    one, other = (Trial("canary", 0.05, ServingMetrics().rollout) for _ in range(2))
    sittings = [f"{number:024x}" for number in range(4000)]
    chosen = [one.chosen(sitting) for sitting in sittings]
    assert chosen == [other.chosen(sitting) for sitting in sittings]
    assert 0.035 < sum(chosen) / len(chosen) < 0.065
    assert 100 < sum(one.chosen(None) for _ in range(4000)) < 300


def test_none_and_all() -> None:
    none, every = (Trial("canary", share, ServingMetrics().rollout) for share in (0.0, 1.0))
    assert not any(none.chosen(str(number)) or none.chosen(None) for number in range(500))
    assert all(every.chosen(str(number)) and every.chosen(None) for number in range(500))


def test_the_champion_is_not_on_trial_beside_itself() -> None:
    trial = Trial("shadow", 1.0, ServingMetrics().rollout)
    assert trial.beside(TwoDiseases()) is None
    trial.use(TwoDiseases())
    assert trial.beside(TwoDiseases()) is None
