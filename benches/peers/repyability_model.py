"""k-of-n in RePyability, by its compiled engine; simulated, not taken from its exact twin."""

import json
import math
import sys

import surpyval
from repyability import PerfectReliability, RepairableRBD

model, trials, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if model == "2-of-3":
    k, n = 2, 3
    node = {
        "reliability": surpyval.Exponential.from_params([1 / 1000]),
        "repairability": surpyval.Exponential.from_params([1 / 10]),
    }
else:
    k, n = 8, 10
    sigma = math.log(2) ** 0.5
    node = {
        "reliability": surpyval.Weibull.from_params([1000 / math.gamma(1 + 1 / 1.5), 1.5]),
        "repairability": surpyval.LogNormal.from_params([math.log(10) - sigma**2 / 2, sigma]),
    }
names = [f"n-{i + 1}" for i in range(n)]
diagram = RepairableRBD(
    [("in", name) for name in names] + [(name, "vote") for name in names] + [("vote", "out")],
    {**{name: node for name in names}, "vote": PerfectReliability},
    k={"vote": k},
)
result = diagram.availability(
    8760,
    mc_samples=trials,
    seed=seed,
    engine="numba",
    curve_points=1,
    control_variate=False,
)
answer = {
    "availability": float(result.sample_mean_availability),
    "standard_error": float(result.uptimes.std() / 8760 / trials**0.5),
}
print(json.dumps(answer))
