"""Principal reasons of declined applicants from Shapley's own definition, in a script that shares nothing with Credence.

    /tmp/xgboost/bin/python reasons.py UCI_Credit_Card.csv

Writes reasons.csv: the first 1,000 rows that expected.csv declines. For every leaf the game is: the leaf's value where all tests on its path hold when the players of a coalition bring the
applicant's cells and the others the reference's, else 0. A player is a raw feature, or a column made of several; its value is the mean of its marginal contributions over all
orders, counted by coalitions. Fractions throughout.
"""

import json
import sys
from fractions import Fraction
from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np
import pandas as pd

from features import PIPELINE, engineer
from train import read

here = Path(__file__).parent
ROWS = 1000


def players():
    """The player and the characteristic of each column, in the model's order."""
    single = [(column.get("feature", column["name"]), column.get("characteristic", column.get("feature"))) for column in PIPELINE["columns"]]
    return [player for player, _ in single], dict(single)


def leaves(tree):
    """Every leaf as its exact value and its path: (column, threshold, goes left, default left)."""
    left, right = tree["left_children"], tree["right_children"]
    found, stack = [], [(0, [])]
    while stack:
        node, path = stack.pop()
        if left[node] < 0:
            found.append((Fraction(float(np.float32(tree["split_conditions"][node]))), path))
            continue
        test = (tree["split_indices"][node], np.float32(tree["split_conditions"][node]), bool(tree["default_left"][node]))
        stack += [(left[node], [*path, (*test, True)]), (right[node], [*path, (*test, False)])]
    return found


def holds(cells, column, threshold, default_left, goes_left):
    value = cells[column]
    return (default_left if np.isnan(value) else value < threshold) == goes_left


def shapley(game, names):
    """By definition: sum over coalitions S without the player of |S|! (n - |S| - 1)! / n! times its marginal contribution."""
    n = len(names)
    for name in names:
        others = [other for other in names if other != name]
        total = Fraction(0)
        for size in range(n):
            weight = Fraction(factorial(size) * factorial(n - size - 1), factorial(n))
            for coalition in combinations(others, size):
                total += weight * (game({*coalition, name}) - game({*coalition}))
        yield name, total


def main():
    rows, _ = read(sys.argv[1])
    policy = json.loads((here / "policy.json").read_text())
    model = json.loads((here / "model.json").read_text())["learner"]["gradient_booster"]["model"]
    reference = pd.DataFrame([{name: policy["reference"]["cells"].get(name, "1") for name in rows.columns}])
    for name in rows.columns:
        reference[name] = reference[name].astype(rows[name].dtype)
    owners, characteristics = players()
    codes = {name: reason["code"] for reason in policy["reasons"] for name in reason["characteristics"]}
    order = [reason["code"] for reason in policy["reasons"]]
    forest = [leaves(tree) for tree in model["trees"]]
    r = engineer(reference).to_numpy(dtype=np.float32)[0]
    declined = pd.read_csv(here / "expected.csv").query("decision == 'decline'")["row"].head(ROWS)
    cells = engineer(rows).to_numpy(dtype=np.float32)

    output = []
    for row in declined:
        x = cells[row - 1]
        loss = dict.fromkeys(order, Fraction(0))
        for tree in forest:
            for value, path in tree:
                agrees = {}
                for column, threshold, default_left, goes_left in path:
                    mine, theirs = agrees.get(owners[column], (True, True))
                    test = (column, threshold, default_left, goes_left)
                    agrees[owners[column]] = (mine and holds(x, *test), theirs and holds(r, *test))
                if not all(mine or theirs for mine, theirs in agrees.values()):
                    continue
                # Where applicant and reference agree with the path alike, the player contributes nothing to any coalition.
                names = [name for name, (mine, theirs) in agrees.items() if mine != theirs]
                game = lambda coalition: value if all(agrees[name][0 if name in coalition else 1] for name in names) else Fraction(0)
                for name, contribution in shapley(game, names):
                    loss[codes[characteristics[name]]] += contribution
        ranked = sorted((code for code in order if loss[code] > 0), key=lambda code: (-loss[code], order.index(code)))[:4]
        output.append([row, *ranked, *[""] * (4 - len(ranked))])
    pd.DataFrame(output, columns=["row", "reason_1", "reason_2", "reason_3", "reason_4"]).to_csv(here / "reasons.csv", index=False)


if __name__ == "__main__":
    main()
