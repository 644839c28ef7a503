"""k-of-n in SimPy: a process for each node, and a system that adds its downtime up."""

import json
import math
import random
import statistics
import sys

import simpy

YEAR = 8760.0


class System:
    def __init__(self, env, k, n):
        self.env = env
        self.k = k
        self.up = n
        self.down_since = 0.0
        self.downtime = 0.0

    def fail(self):
        if self.up == self.k:
            self.down_since = self.env.now
        self.up -= 1

    def mend(self):
        self.up += 1
        if self.up == self.k:
            self.downtime += self.env.now - self.down_since

    def end(self):
        return self.downtime + (YEAR - self.down_since if self.up < self.k else 0.0)


def node(env, system, life, repair):
    timeout = env.timeout
    while True:
        yield timeout(life())
        system.fail()
        yield timeout(repair())
        system.mend()


def trial(k, n, life, repair):
    env = simpy.Environment()
    system = System(env, k, n)
    for _ in range(n):
        env.process(node(env, system, life, repair))
    env.run(until=YEAR)
    return system.end()


def main():
    model, trials, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    draw = random.Random(seed)
    if model == "2-of-3":
        k, n = 2, 3
        life = lambda: draw.expovariate(1 / 1000)
        repair = lambda: draw.expovariate(1 / 10)
    else:
        k, n = 8, 10
        scale, sigma = 1000 / math.gamma(1 + 1 / 1.5), math.log(2) ** 0.5
        mu = math.log(10) - sigma**2 / 2
        life = lambda: draw.weibullvariate(scale, 1.5)
        repair = lambda: draw.lognormvariate(mu, sigma)
    up = [1 - trial(k, n, life, repair) / YEAR for _ in range(trials)]
    error = statistics.stdev(up) / trials**0.5 if trials > 1 else 0.0
    print(json.dumps({"availability": statistics.fmean(up), "standard_error": error}))


main()
