"""The drawings as numbers: bars lie side by side in the order of time, dots where the places are."""

from __future__ import annotations

from datetime import date

import pytest

from api.charts import CHART_WIDTH, MAP_HEIGHT, MAP_WIDTH, chart, ground, map_view, project
from pipeline.kb.browse.shapes import Bar, Dot, Histogram, Step


def years(*counts: tuple[int, int]) -> Histogram:
    """Return a histogram of years and their counts."""
    bars = tuple(Bar(date(year, 1, 1), date(year, 12, 31), count) for year, count in counts)
    return Histogram(Step.YEAR, bars, 0, exact=True)


def test_chart_without_bars_is_none() -> None:
    assert chart(Histogram(Step.YEAR, (), 5, exact=True), right_to_left=True) is None


@pytest.mark.parametrize("right_to_left", [True, False])
def test_chart_keeps_the_order_of_time_and_room_for_empty_years(right_to_left: bool) -> None:
    drawn = chart(years((2019, 1), (2022, 4), (2023, 2)), right_to_left=right_to_left)
    assert drawn
    lefts = [bar.x for bar in drawn.bars]
    assert lefts == sorted(lefts, reverse=right_to_left)
    assert abs(lefts[1] - lefts[0]) == pytest.approx(3 * abs(lefts[2] - lefts[1]), abs=0.5)
    assert all(bar.x >= 0 and bar.x + bar.width <= CHART_WIDTH for bar in drawn.bars)
    heights = [bar.height for bar in drawn.bars]
    assert heights[1] == max(heights)
    assert heights[2] == pytest.approx(2 * heights[0], rel=0.01)
    assert drawn.most == 4


def test_chart_of_far_apart_days_draws_only_days_with_events() -> None:
    bars = tuple(Bar(date(year, 3, 1), date(year, 3, 1), 1) for year in (1950, 2024))
    drawn = chart(Histogram(Step.DAY, bars, 0, exact=True), right_to_left=True)
    assert drawn
    assert len(drawn.bars) == 2
    assert drawn.bars[0].x > drawn.bars[1].x


def test_chart_ends_with_the_last_year_there_is() -> None:
    drawn = chart(years((9998, 1), (9999, 1)), right_to_left=False)
    assert drawn
    assert len(drawn.bars) == 2


def test_map_puts_north_up_and_west_left() -> None:
    tangier, agadir = project(35.77, -5.8), project(30.42, -9.6)
    assert tangier[0] > agadir[0]
    assert tangier[1] < agadir[1]


def test_map_lists_what_lies_outside_its_window() -> None:
    inside, outside = Dot("a", "أكادير", 30.42, -9.6, 3), Dot("b", "القاهرة", 30.04, 31.24, 9)
    view = map_view([inside, outside])
    assert view
    assert [d.dot for d in view.dots] == [inside]
    assert view.outside == (outside,)
    assert 0 < view.dots[0].x < MAP_WIDTH
    assert 0 < view.dots[0].y < MAP_HEIGHT
    assert map_view([]) is None


def test_map_names_no_two_dots_at_one_place() -> None:
    dots = [Dot(str(i), f"م{i}", 30.4 + i / 1000, -9.6, 10 - i) for i in range(5)]
    view = map_view(dots)
    assert view
    assert [d.dot.label for d in view.dots if d.side] == ["م0"]


def test_ground_has_the_known_points_of_the_country() -> None:
    assert ground().count("M") > 300
