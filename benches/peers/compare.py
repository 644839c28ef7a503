"""Whole processes on one thread, one year from new: quorate, RePyability, SimPy.

Each must give the right answer before its time counts. The tools take turns, so that a slow spell of the
machine hits all of them; medians of CPU time, user and system.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
QUORATE = str(Path(sys.argv[1]).resolve())
REPEATS = int(sys.argv[2]) if len(sys.argv) > 2 else 5


def k_of_n(k, n, **laws):
    nodes = {"n": {"count": n, **laws}}
    return {"quorate": 1, "nodes": nodes, "services": {"s": {"needs": {"at_least": k, "of": "n"}}}}


MODELS = {
    "2-of-3": {
        "scenario": k_of_n(2, 3, mtbf="1000h", mttr="10h"),
        # The mean over the year of 1 - (3 q^2 - 2 q^3), q(t) = (1/101) (1 - exp(-0.101 t)), t in hours.
        "truth": 0.999708346934,
        # Trials, so that each runs some seconds.
        "trials": {"quorate": 3_000_000, "RePyability": 800_000, "SimPy": 40_000},
    },
    "8-of-10": {
        "scenario": k_of_n(
            8,
            10,
            mtbf={"weibull": {"shape": 1.5, "mean": "1000h"}},
            mttr={"lognormal": {"mean": "10h", "cv": 1}},
        ),
        # The renewal equation of one node, solved by RePyability's mission_availability(8760).
        "truth": 0.999896124609,
        "trials": {"quorate": 400_000, "RePyability": 160_000, "SimPy": 10_000},
    },
}


def command(tool, model, trials, seed, folder):
    if tool == "quorate":
        options = ["--no-charts", "--quiet", "--threads=1", f"--trials={trials}", f"--seed={seed}"]
        return [QUORATE, "run", folder / "model.json", f"--out={folder}", *options]
    script = {"RePyability": "repyability_model.py", "SimPy": "simpy_model.py"}[tool]
    return [sys.executable, HERE / script, model, str(trials), str(seed)]


def run(tool, model, trials, seed, folder):
    """Returns the seconds of CPU and of wall that the whole process took, and its answer."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command(tool, model, trials, seed, folder), stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{tool} has failed")
        out.seek(0)
        said = out.read()
    if tool == "quorate":
        summary = json.loads((folder / "model" / "summary.json").read_text())
        said = summary["services"]["s"]["availability"]
        answer = (said["mean"], said["standard_error"])
    else:
        said = json.loads(said)
        answer = (said["availability"], said["standard_error"])
    return usage.ru_utime + usage.ru_stime, wall, answer


def compare(model, scenario, truth, trials):
    cpu, wall, start_up = ({tool: [] for tool in trials} for _ in range(3))
    worst = dict.fromkeys(trials, 0.0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "model.json").write_text(json.dumps(scenario))
        for tool in trials:
            # Files come into the cache, and what numba compiles onto the disk, where it stays.
            run(tool, model, 100, 0, folder)
        for seed in range(1, REPEATS + 1):
            for tool in trials:
                start_up[tool].append(run(tool, model, 1, seed, folder)[0])
                cpu_s, wall_s, (mean, error) = run(tool, model, trials[tool], seed, folder)
                cpu[tool].append(cpu_s)
                wall[tool].append(wall_s)
                off = abs(mean - truth) / error
                worst[tool] = max(worst[tool], off)
                if off > 4:
                    sys.exit(f"{tool}: {mean} is {off:.1f} standard errors from {truth}")

    median = statistics.median
    print(f"\n{model}, medians of {REPEATS}; system-years per CPU second, with and without start-up")
    head = ("", "trials", "wall s", "start s", "with", "ratio", "without", "ratio", "off, se", "spread")
    print(("{:12}" + "{:>9}" * 9).format(*head))
    with_it = {tool: trials[tool] / median(cpu[tool]) for tool in trials}
    without = {tool: trials[tool] / (median(cpu[tool]) - median(start_up[tool])) for tool in trials}
    for tool in trials:
        ratios = with_it["quorate"] / with_it[tool], without["quorate"] / without[tool]
        spread = 100 * (max(cpu[tool]) - min(cpu[tool])) / median(cpu[tool])
        print(
            f"{tool:12}{trials[tool]:9}{median(wall[tool]):9.2f}{median(start_up[tool]):9.3f}"
            f"{with_it[tool]:9.0f}{ratios[0]:9.1f}{without[tool]:9.0f}{ratios[1]:9.1f}"
            f"{worst[tool]:9.1f}{spread:7.0f} %",
            flush=True,
        )


for model, what in MODELS.items():
    compare(model, **what)
