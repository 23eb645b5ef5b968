"""The timings as a picture: how many times longer the peers take, and how time grows with the units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.measuring import OURS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from benchmarks.measuring import Timing


def plot(timings: Sequence[Timing], path: Path) -> None:
    """Draw two panels into an SVG file; the same timings give the same bytes."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams |= {"svg.hashsalt": "xltool", "font.size": 8}
    from matplotlib import pyplot as plt

    peers = [one for one in timings if one.way != OURS]
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(12, max(3.0, 0.24 * len(peers))), layout="constrained"
    )
    _ratios(left, peers)
    _growth(right, [one for one in timings if one.way == OURS])
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _ratios(axes: Axes, peers: Sequence[Timing]) -> None:
    labels = [f"{one.stage}, {one.size:,}: {one.way}" for one in peers]
    axes.barh(
        labels,
        [one.ratio for one in peers],
        color=["#3A7" if one.ratio >= 1 else "#C55" for one in peers],
    )
    for place, one in enumerate(peers):
        axes.text(one.ratio, place, f" {one.ratio:.3g}", va="center")
    axes.axvline(1, color="#333", linewidth=0.8)
    axes.set(xscale="log", title="Times as long as xltool takes for the same work")
    axes.invert_yaxis()
    axes.margins(x=0.15)


def _growth(axes: Axes, ours: Sequence[Timing]) -> None:
    stages = {
        one.stage: sorted(
            (each.size, each.median) for each in ours if each.stage == one.stage
        )
        for one in ours
    }
    for stage, points in stages.items():
        if len(points) > 1:
            axes.plot(*zip(*points, strict=True), marker="o", label=stage)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="units (files, rows)",
        ylabel="seconds",
        title="xltool as sizes grow",
    )
    axes.grid(alpha=0.3)
    if axes.lines:
        axes.legend()
