"""`transpipe run` here beside the same run on two Dask workers of this machine, and what a million posts would cost.

The posts are those of benchmarks/run_speed.py. Measured are the run here, the run on the workers (which have loaded the
model, as workers stay), what the workers take of the processor, and what it takes to send a parcel and to get an answer
when nothing is done with it. From these a table is worked out; its assumptions stand beside it.

Run: python benchmarks/cluster_speed.py [ROUNDS]
"""

from __future__ import annotations

import json
import math
import pickle
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from distributed import LocalCluster
from harness import ROOT, TRANSPIPE, Measured, measure, medians, save, table
from run_speed import make_site, works

from transpipe.jobs.setup import make_decoding
from transpipe.pipeline.parcels import Parcel, cut, in_order
from transpipe.stores.dask_cluster import DaskExecutor
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.settings import load_settings

WORKERS = 2
SENDINGS = 200
POSTS = 1_000_000
CORES = (1, 2, 8, 32, 128, 512)
PRICE = 0.05
"""Of a core for an hour, in whatever currency: what a rented virtual machine costs, about."""
RUN = [*TRANSPIPE, "run", "--scope", "all", "--quiet", "--format", "json"]


def run(root: Path, *options: str) -> tuple[Measured, int, float]:
    """A run with an empty memory: what it took, the number of posts, and seconds of all stages but `decode`."""
    for name in ("review", ".transpipe"):
        shutil.rmtree(root / name, ignore_errors=True)
    measured = measure([*RUN, *options], root, output=root / "run.json")
    report = json.loads((root / "run.json").read_text())
    stages: dict[str, float] = report["stages"]
    return measured, len(report["posts"]), sum(stages.values()) - stages["decode"]


def make_small_site(root: Path) -> None:
    """One sentence: what a run on a cluster takes apart from posts."""
    (root / "content").mkdir(parents=True)
    (root / "content" / "index.zh.md").write_text("一句话。\n", encoding="utf-8")
    shutil.copytree(ROOT / "glossary", root / "glossary")
    (root / "transpipe.yaml").write_text("content: content\n", encoding="utf-8")


def processor(cluster: LocalCluster) -> float:
    """What the workers have taken up to now."""
    times = [psutil.Process(nanny.pid).cpu_times() for nanny in cluster.workers.values()]
    return sum(one.user + one.system for one in times)


def memory(cluster: LocalCluster) -> float:
    """What the largest worker has, in MB."""
    return max(psutil.Process(nanny.pid).memory_info().rss for nanny in cluster.workers.values()) / 1024**2


def parcels(root: Path) -> list[Parcel]:
    """The sample as a run sends it."""
    once = {work.text: work for post in works(root) for work in post}
    glossary = load_glossary(root / "glossary", None)
    return list(cut(in_order(once.values()), glossary, make_decoding(load_settings(root))))


def count(parcel: Parcel) -> int:
    """What a worker does that does nothing."""
    return len(parcel.works)


def sending(address: str, sent: Parcel) -> tuple[float, float]:
    """Seconds until one parcel has come back, and seconds a parcel when many are under way."""
    with DaskExecutor(address) as executor:
        executor.submit(count, sent).result()
        alone = []
        for _ in range(20):
            started = time.perf_counter()
            executor.submit(count, sent).result()
            alone.append(time.perf_counter() - started)
        started = time.perf_counter()
        for future in [executor.submit(count, sent) for _ in range(SENDINGS)]:
            future.result()
        return statistics.median(alone), (time.perf_counter() - started) / SENDINGS


def bill(found: dict[str, Any]) -> str:
    """A million posts as a table."""
    work = found["worker_seconds_per_sentence"] * found["sentences_per_post"] * POSTS
    mine = found["coordinator_seconds_per_post"] * POSTS
    lines = []
    for cores in CORES:
        needed = max(1, math.ceil(mine * cores / work))
        alone, then = (max(work / cores, mine / coordinators) / 3600 for coordinators in (1, needed))
        lines.append([str(cores), f"{alone:,.1f}", str(needed), f"{then:,.1f}"])
    hours = (work + mine) / 3600
    head = ["cores of workers", "hours, one coordinator", "coordinators that keep them busy", "hours then"]
    return table(head, lines) + (
        f"\n\n{hours:,.0f} core hours in all ({work / 3600:,.0f} of workers, {mine / 3600:,.0f} of coordinators): "
        f"{hours * PRICE:,.0f} at {PRICE} a core hour."
    )


def main() -> None:
    """Measure both in turn, then work out the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as cluster,
    ):
        root, small = Path(folder) / "site", Path(folder) / "small"
        root.mkdir()
        make_site(root)
        make_small_site(small)
        there = ("--executor", "dask", "--scheduler", cluster.scheduler_address)
        run(root, *there)  # the workers load the model
        here, remote, fixed, workers, own = [], [], [], [], []
        for _ in range(rounds):
            here.append(run(root)[0])
            drafts = {path: path.read_bytes() for path in (root / "review").rglob("*.md")}
            before = processor(cluster)
            measured, posts, stages = run(root, *there)
            workers.append(processor(cluster) - before)
            remote.append(measured)
            own.append(stages)
            assert {path: path.read_bytes() for path in (root / "review").rglob("*.md")} == drafts, "other bytes"
            fixed.append(run(small, *there)[0])
        made = parcels(root)
        size = memory(cluster)
        alone, many = sending(cluster.scheduler_address, made[0])
        sizes = [len(pickle.dumps(parcel)) for parcel in made]
    number = sum(len(parcel.works) for parcel in made)
    coordinator = medians(remote).processor - medians(fixed).processor
    found: dict[str, Any] = {
        "sentences": number,
        "posts": posts,
        "parcels": len(made),
        "bytes_per_parcel": round(statistics.mean(sizes)),
        "here": medians(here)._asdict(),
        "dask": medians(remote)._asdict(),
        "dask_one_sentence": medians(fixed)._asdict(),
        "stages_without_decode": statistics.median(own),
        "seconds_of_a_sending": alone,
        "seconds_per_parcel_of_many": many,
        "worker_memory": size,
        "worker_processor_seconds": statistics.median(workers),
        "worker_seconds_per_sentence": statistics.median(workers) / number,
        "coordinator_seconds_per_post": coordinator / posts,
        "sentences_per_post": number / posts,
    }
    costs = table(
        ["", "seconds", "processor seconds", "peak memory"],
        [
            _costs("run here", medians(here)),
            _costs(f"run on {WORKERS} Dask workers: coordinator", medians(remote)),
            ["the same: both workers", "", f"{found['worker_processor_seconds']:.1f}", f"{size:.0f} MB each"],
            _costs("run on them with one sentence in all", medians(fixed)),
        ],
    )
    details = table(
        ["what", "how much"],
        [
            ["a parcel", f"{found['bytes_per_parcel'] / 1000:.0f} KB"],
            ["a parcel there and back, alone", f"{alone * 1000:.1f} ms"],
            [f"a parcel there and back, {SENDINGS} under way", f"{many * 1000:.1f} ms"],
            ["worker, processor seconds a sentence", f"{found['worker_seconds_per_sentence']:.4f}"],
            ["coordinator, processor seconds a post", f"{found['coordinator_seconds_per_post']:.4f}"],
            ["sentences a post", f"{found['sentences_per_post']:.1f}"],
        ],
    )
    title = f"A run on Dask workers: {number} sentences of {posts} posts in {len(made)} parcels; medians of {rounds}."
    save("cluster_speed", title, f"{costs}\n\n{details}\n\n{POSTS:,} posts:\n\n{bill(found)}", found)


def _costs(name: str, row: Measured) -> list[str]:
    return [name, f"{row.seconds:.1f}", f"{row.processor:.1f}", f"{row.memory:.0f} MB"]


if __name__ == "__main__":
    main()
