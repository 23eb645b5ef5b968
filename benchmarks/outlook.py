"""How far forecasts of the year's end are from it, beside naive ones, on any monthly series.

    python -m benchmarks.outlook FOLDER

Each .csv of the folder is a series with the columns year, month (1 to 12) and value. Of
every year that is known to its end, and the one before too, the year's sum is forecast
after 1 to 11 months: by our way, by going on in a straight line, and by taking the rest
of last year again. Printed are mean errors in per cent of the year's sum, and how often
it lay within the interval. Nothing is fitted here.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from xltool.rollup.forecasting import cumulated_forecast, straight_line

if TYPE_CHECKING:
    from collections.abc import Iterator

Years = dict[int, list[float]]
WAYS = ("ours", "straight line", "last year's rest")
_MOST_YEARS = 6
"""Years of one series that are forecast, the latest."""


def read_series(path: Path) -> Years:
    """Give the years of a series that are known from January to December."""
    months: dict[int, dict[int, float]] = defaultdict(dict)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            months[int(row["year"])][int(row["month"])] = float(row["value"])
    whole = {}
    for year, values in sorted(months.items()):
        if len(values) == 12:
            whole[year] = [values[month] for month in range(1, 13)]
    return whole


def cumulated(year: list[float]) -> list[tuple[float, float]]:
    """Give the points of a year: the share of it gone, and the sum by then."""
    points, total = [], 0.0
    for number, value in enumerate(year, start=1):
        total += value
        points.append((number / 12, total))
    return points


def errors(years: Years, before: int) -> Iterator[tuple[int, str, float, bool]]:
    """Yield month, way, error and whether the year lay within, by `before` earlier years."""
    for year in sorted(years)[-_MOST_YEARS:]:
        past = [years[one] for one in range(year - before, year) if one in years]
        end, last = sum(years[year]), years.get(year - 1)
        if len(past) < before or last is None or end <= 0:
            continue
        points = cumulated(years[year])
        profiles = [cumulated(one) for one in past]
        for month in range(1, 12):
            known = points[:month]
            ours = cumulated_forecast(known, profiles)
            within = ours.low <= end <= ours.high
            guesses = (
                ours.expected,
                straight_line(known),
                known[-1][1] + sum(last[month:]),
            )
            for way, guess in zip(WAYS, guesses, strict=True):
                yield month, way, abs(guess - end) / end * 100, within


def main() -> None:
    """Measure the series of a folder."""
    series = [read_series(path) for path in sorted(Path(sys.argv[1]).glob("*.csv"))]
    for before in (0, 1, 2, 3):
        found: dict[str, list[float]] = defaultdict(list)
        hits = []
        for years in series:
            for _, way, error, within in errors(years, before):
                found[way].append(error)
                if way == WAYS[0]:
                    hits.append(within)
        if not hits:
            continue
        shown = ", ".join(f"{way} {fmean(found[way]):.2f} %" for way in WAYS)
        print(f"{before} earlier years: {shown}; within {fmean(hits):.0%}")


if __name__ == "__main__":
    main()
