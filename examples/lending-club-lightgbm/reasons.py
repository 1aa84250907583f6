"""Principal reasons of declined applicants from Shapley's own definition, in a script that shares nothing with Credence.

    /tmp/lightgbm/bin/python reasons.py

Writes reasons.csv: the first 1,000 rows that expected.csv declines. For every leaf the game is: the leaf's value where all tests on its path hold when the players of a coalition bring the
applicant's cells and the others the reference's, else 0. The players are the columns; a player's value is the mean of its marginal contributions over all orders, counted by
coalitions. Fractions throughout. The reference is computed here, too: the median of the rows approved near the cut-off.
"""

import json
from fractions import Fraction
from itertools import combinations
from math import factorial, log
from pathlib import Path

import lightgbm as lgb
import pandas as pd

from train import CATEGORIES, read

here = Path(__file__).parent
ROWS = 1000


def reference(columns, margin, policy):
    """Feature by feature the lower median of the rows whose margin lies within the window below the cut-off; of a category the most frequent, the first in the order of the schema."""
    p = float(policy["cutOffs"]["approveBelow"])
    cut = log(p / (1 - p))
    near = columns[(margin < cut) & (margin >= cut - float(policy["reference"]["window"]))]
    schema = {feature["name"]: feature for feature in json.loads((here / "schema.json").read_text())["features"]}
    record = {}
    for name in columns.columns:
        if name in CATEGORIES:
            counts = near[name].value_counts()
            record[name] = max(schema[name]["values"], key=lambda value: (counts.get(value, 0), -schema[name]["values"].index(value)))
        else:
            ordered = sorted(near[name])
            record[name] = ordered[(len(ordered) - 1) // 2]
    return record


def leaves(node, path=()):
    """Every leaf as its exact value and its path: (column, test, side)."""
    if "leaf_value" in node:
        yield Fraction(node["leaf_value"]), path
        return
    if node["decision_type"] == "==":
        chosen = {int(category) for category in node["threshold"].split("||")}
        test = chosen.__contains__
    else:
        assert node["decision_type"] == "<="
        test = float(node["threshold"]).__ge__
    yield from leaves(node["left_child"], (*path, (node["split_feature"], test, True)))
    yield from leaves(node["right_child"], (*path, (node["split_feature"], test, False)))


def shapley(value, names, mine):
    """By definition: sum over coalitions S without the player of |S|! (n - |S| - 1)! / n! times its marginal contribution. The leaf is reached where `mine` bring their own and no other does."""
    n = len(names)
    for name in names:
        others = [other for other in names if other != name]
        total = Fraction(0)
        for size in range(n):
            weight = Fraction(factorial(size) * factorial(n - size - 1), factorial(n))
            for coalition in combinations(others, size):
                total += weight * value * (({*coalition, name} == mine) - (set(coalition) == mine))
        yield name, total


def main():
    columns, _ = read()
    policy = json.loads((here / "policy.json").read_text())
    booster = lgb.Booster(model_file=here / "model.txt")
    record = reference(columns, booster.predict(columns, raw_score=True), policy)
    codes = {name: reason["code"] for reason in policy["reasons"] for name in reason["characteristics"]}
    order = [reason["code"] for reason in policy["reasons"]]
    forest = [list(leaves(tree["tree_structure"])) for tree in booster.dump_model()["tree_info"]]
    numeric = columns.copy()
    for name in CATEGORIES:
        record[name] = columns[name].cat.categories.get_loc(record[name])
        numeric[name] = columns[name].cat.codes
    r = [record[name] for name in columns.columns]
    declined = pd.read_csv(here / "expected.csv").query("decision == 'decline'")["row"].head(ROWS)

    output = []
    for row in declined:
        x = numeric.iloc[row - 1].tolist()
        loss = dict.fromkeys(order, Fraction(0))
        for tree in forest:
            for value, path in tree:
                agrees = {}
                for column, test, side in path:
                    own, others = agrees.get(column, (True, True))
                    agrees[column] = (own and test(x[column]) == side, others and test(r[column]) == side)
                if not all(own or others for own, others in agrees.values()):
                    continue
                # Where applicant and reference agree with the path alike, the player contributes nothing to any coalition.
                names = [column for column, (own, others) in agrees.items() if own != others]
                for column, contribution in shapley(value, names, {column for column in names if agrees[column][0]}):
                    loss[codes[columns.columns[column]]] += contribution
        ranked = sorted((code for code in order if loss[code] > 0), key=lambda code: (-loss[code], order.index(code)))[:4]
        output.append([row, *ranked, *[""] * (4 - len(ranked))])
    pd.DataFrame(output, columns=["row", "reason_1", "reason_2", "reason_3", "reason_4"]).to_csv(here / "reasons.csv", index=False)


if __name__ == "__main__":
    main()
