"""Principal reasons of declined applicants from Shapley's own definition, in a script that shares nothing with Credence.

    /tmp/forest/bin/python reasons.py

Writes reasons.csv: the first 1,000 rows that expected.csv declines. For every leaf of the ensemble in model.onnx the game is: the leaf's weight where all tests on its path hold when the players of a
coalition bring the applicant's cells and the others the reference's, else 0. The players are the cells of the record, whatever columns the model makes of them; a player's value is the mean of its
marginal contributions over all orders, counted by coalitions. Fractions throughout. The reference is computed here, too: the median of the rows approved near the cut-off.
"""

import json
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import factorial
from pathlib import Path

import onnx
import pandas as pd

from train import CATEGORIES, COLUMNS, read

here = Path(__file__).parent
ROWS = 1000


def attributes():
    graph = onnx.load(here / "model.onnx").graph
    return {node.op_type: {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute} for node in graph.node}, graph


def columns_of(graph):
    """For each column of the ensemble's input the cell that it is made of and how, in the order of the ColumnTransformer: numbers, then flags of each category in the order of the alphabet."""
    imputer = next(node for node in graph.node if node.op_type == "Imputer")
    medians = next(each.floats for each in imputer.attribute if each.name == "imputed_value_floats")
    encoders = [[text.decode() for text in each.strings] for node in graph.node if node.op_type == "OneHotEncoder" for each in node.attribute if each.name == "cats_strings"]
    most_frequent = {name: read()[0][name].replace("", pd.NA).dropna().mode()[0] for name in CATEGORIES}
    made = [(name, lambda cell, median=median: median if pd.isna(cell) else cell) for name, median in zip(COLUMNS, medians)]
    for name, values in zip(CATEGORIES, encoders):
        made += [(name, lambda cell, value=value, name=name: float((cell or most_frequent[name]) == value)) for value in values]
    return made


def trees(ensemble, made):
    """Each tree as its root: a leaf's exact weight, or (cell, how the column is made, threshold, branch where it is at most that, other branch)."""
    nodes = {}
    names = ["nodes_treeids", "nodes_nodeids", "nodes_modes", "nodes_featureids", "nodes_values", "nodes_truenodeids", "nodes_falsenodeids"]
    for tree, number, mode, *rest in zip(*(ensemble[name] for name in names)):
        nodes[tree, number] = (mode.decode(), *rest)
    weights = {(tree, number): Fraction(weight) for tree, number, weight in zip(ensemble["class_treeids"], ensemble["class_nodeids"], ensemble["class_weights"])}

    def build(tree, number):
        mode, column, threshold, true, false = nodes[tree, number]
        if mode == "LEAF":
            return weights[tree, number]
        assert mode == "BRANCH_LEQ"
        return (*made[column], threshold, build(tree, true), build(tree, false))

    return [build(tree, 0) for tree in sorted({tree for tree, _ in nodes})]


def leaves(node, applicant, record, agrees):
    """Every leaf on whose path each cell agrees for applicant or reference, with what agrees for whom."""
    if isinstance(node, Fraction):
        yield node, agrees
        return
    cell, make, threshold, *branches = node
    own, others = make(applicant[cell]) <= threshold, make(record[cell]) <= threshold
    for side, branch in zip((True, False), branches):
        before = agrees.get(cell, (True, True))
        now = (before[0] and own == side, before[1] and others == side)
        if any(now):
            yield from leaves(branch, applicant, record, {**agrees, cell: now})


@cache
def shares(own, other):
    """Shapley's values of a player of either kind, by definition, where the leaf is reached if all `own` players bring the applicant's cell and none of the `other`."""
    n = own + other
    mine = frozenset(range(own))

    def value(player):
        others = [each for each in range(n) if each != player]
        total = Fraction(0)
        for size in range(n):
            weight = Fraction(factorial(size) * factorial(n - size - 1), factorial(n))
            for coalition in map(frozenset, combinations(others, size)):
                total += weight * ((coalition | {player} == mine) - (coalition == mine))
        return total

    return (value(0) if own else None, value(n - 1) if other else None)


def reference(columns, margin, policy):
    """Feature by feature the lower median of the rows whose margin lies within the window below the cut-off; of a category the most frequent, the first in the order of the schema."""
    cut, window = (Fraction(text) for text in (policy["cutOffs"]["approveBelow"], policy["reference"]["window"]))
    near = columns[[cut - window <= value < cut for value in margin.map(Fraction)]]
    schema = {feature["name"]: feature for feature in json.loads((here / "schema.json").read_text())["features"]}
    record = {}
    for name in COLUMNS:
        if name in CATEGORIES:
            counts = near[name].value_counts()
            record[name] = max(schema[name]["values"], key=lambda value: (counts.get(value, 0), -schema[name]["values"].index(value)))
        else:
            ordered = sorted(near[name].dropna())
            record[name] = ordered[(len(ordered) - 1) // 2]
    return record


def main():
    columns, _ = read()
    policy = json.loads((here / "policy.json").read_text())
    expected = pd.read_csv(here / "expected.csv")
    found, graph = attributes()
    forest = trees(found["TreeEnsembleClassifier"], columns_of(graph))
    record = reference(columns, expected["margin"], policy)
    codes = {name: reason["code"] for reason in policy["reasons"] for name in reason["characteristics"]}
    order = [reason["code"] for reason in policy["reasons"]]

    output = []
    for row in expected.query("decision == 'decline'")["row"].head(ROWS):
        applicant = columns.iloc[row - 1].to_dict()
        loss = dict.fromkeys(order, Fraction(0))
        for tree in forest:
            for weight, agrees in leaves(tree, applicant, record, {}):
                # Where applicant and reference agree with the path alike, the player contributes nothing to any coalition.
                mine = [cell for cell, (own, others) in agrees.items() if own and not others]
                theirs = [cell for cell, (own, others) in agrees.items() if others and not own]
                gain, lose = shares(len(mine), len(theirs))
                for cell in mine:
                    loss[codes[cell]] += weight * gain
                for cell in theirs:
                    loss[codes[cell]] += weight * lose
        ranked = sorted((code for code in order if loss[code] > 0), key=lambda code: (-loss[code], order.index(code)))[:4]
        output.append([row, *ranked, *[""] * (4 - len(ranked))])
    pd.DataFrame(output, columns=["row", "reason_1", "reason_2", "reason_3", "reason_4"]).to_csv(here / "reasons.csv", index=False)


if __name__ == "__main__":
    main()
