import numpy as np

from hoofbeat.watching.page.days import daily_cases, daily_shares
from watched_world import FIRST, days_of, watched


def test_shares_add_up_and_none_speaks_of_fewer_than_five() -> None:
    layout = watched()[2].layout
    days = days_of(1, 60)
    assert daily_cases(days).tolist() == [60]
    for part in daily_shares(days, layout):
        counts = part.shares * 60
        assert not np.any((counts > 0.5) & (counts < 4.5)), part.title
        assert np.nansum(part.shares) <= 1 + 1e-9
    titles = [part.title for part in daily_shares(days, layout)]
    assert titles[0] == "What stands first: common and orphan diseases"
    assert titles[-1] == "Sex"
    sex = daily_shares(days, layout)[-1]
    assert np.nansum(sex.shares) == 1
    women = sum(case == "female" for case in sex.cells)
    assert women == 1


def test_a_day_of_few_cases_is_left_out() -> None:
    layout = watched()[2].layout
    few = days_of(1, 3, first=FIRST)
    assert np.isnan(daily_cases(few)).all()
    assert all(np.isnan(part.shares).all() for part in daily_shares(few, layout))
    assert daily_shares({}, layout) == ()
