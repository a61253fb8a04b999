"""The results as pictures: growth, a run beside the limit, quality against time.

Reads what the other scripts have left in benchmarks/results/ and writes an SVG beside each; what is not there is passed
over. With a folder, the pictures go there: those of the documentation stand in docs/images/.

Run: python benchmarks/plots.py [FOLDER]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from harness import RESULTS
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

# Colours that people with any kind of sight tell apart (Okabe and Ito), each with a mark of its own.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#555555")
MARKS = ("o", "s", "^", "D", "v")
STYLE: dict[Any, Any] = {
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "figure.facecolor": "white",  # readable on a dark page too
    "svg.hashsalt": "transpipe",  # the same numbers make the same file
}


LEAST = 0.1
"""Processor seconds above the start that are told from chance; what is below has no point."""


def growth(made: Mapping[str, Any]) -> Figure:
    """Processor time a post and peak memory by the number of posts."""
    figure = Figure((9, 4.2), layout="constrained")
    time, memory = figure.subplots(1, 2)
    for (name, costs), colour, mark in zip(made["per_post"].items(), COLOURS, MARKS, strict=False):
        line = {"color": colour, "marker": mark, "label": name}
        sure = {int(size): cost["processor"] * 1000 for size, cost in costs.items() if _is_sure(int(size), cost)}
        time.plot(list(sure), list(sure.values()), **line)
        memory.plot([int(size) for size in costs], [cost["memory"] for cost in costs.values()], **line)
    for axes, title, least, most in (
        (time, "processor milliseconds a post", 0.1, 100),
        (memory, "peak memory, MB", 10, 1000),
    ):
        axes.set(xscale="log", yscale="log", title=title, xlabel="posts of the site", ylim=(least, most))
        _plain(axes)
        axes.grid(visible=True, color="#dddddd")
        axes.set_axisbelow(True)
    figure.legend(*time.get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
    return figure


def _is_sure(posts: int, cost: Mapping[str, float]) -> bool:
    return posts * cost["processor"] >= LEAST


def run_beside_the_limit(made: Mapping[str, Any]) -> Figure:
    """A run, the bare engine and the alternative: three rows of bars."""
    rows: Mapping[str, Mapping[str, float]] = made["rows"]
    figure = Figure((9, 2.8), layout="constrained")
    measures = (("seconds", "seconds"), ("processor", "processor seconds"), ("memory", "peak memory, MB"))
    for axes, (key, title) in zip(figure.subplots(1, 3, sharey=True), measures, strict=True):
        numbers = [row[key] for row in rows.values()]
        bars = axes.barh(list(rows), numbers, color=COLOURS[: len(rows)], height=0.6)
        axes.bar_label(bars, [f"{number:.0f}" if number >= 20 else f"{number:.1f}" for number in numbers], padding=3)
        axes.set(title=title, xlim=(0, max(numbers) * 1.2), xticks=[])
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="y", length=0)
    figure.axes[0].invert_yaxis()
    return figure


def quality(made: Any) -> Figure:
    """chrF against the time of the evaluation set, a mark for every setting."""
    rows: Sequence[Mapping[str, Any]] = made["rows"] if isinstance(made, dict) else made
    figure = Figure((6, 4), layout="constrained")
    axes = figure.subplots()
    for row, colour, mark in zip(rows, COLOURS * len(rows), MARKS * len(rows), strict=False):
        axes.plot(row["seconds"], row["chrf"], color=colour, marker=mark, markersize=9)
        axes.annotate(
            row["name"], (row["seconds"], row["chrf"]), xytext=(9, 0), textcoords="offset points", va="center"
        )
    most = max(row["seconds"] for row in rows)
    scores = [row["chrf"] for row in rows]
    margin = max(max(scores) - min(scores), 0.5) / 2
    axes.set(xlabel="seconds", title="chrF", xlim=(0, most * 1.3), ylim=(min(scores) - margin, max(scores) + margin))
    axes.grid(visible=True, color="#dddddd")
    axes.set_axisbelow(True)
    return figure


def _plain(axes: Axes) -> None:
    """Numbers as people write them, not as powers of ten."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(10))
        axis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,g}" if number < 1 else f"{number:,.0f}"))
        axis.set_minor_formatter(NullFormatter())


PLOTS: Mapping[str, Callable[[Any], Figure]] = {
    "growth": growth,
    "run_speed": run_beside_the_limit,
    "quality": quality,
}


def main() -> None:
    """Draw all results that there are."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    for name, plot in PLOTS.items():
        results = RESULTS / f"{name}.json"
        if not results.exists():
            print(f"{results}: not measured yet, no plot")
            continue
        with mpl.rc_context(STYLE):
            picture = folder / f"{name}.svg"
            plot(json.loads(results.read_text(encoding="utf-8"))).savefig(picture, metadata={"Date": None})
        print(f"written: {picture}")


if __name__ == "__main__":
    main()
