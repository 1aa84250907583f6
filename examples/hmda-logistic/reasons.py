"""Principal reasons of declined applicants, in a script that shares nothing with Credence.

    /tmp/hmda/bin/python reasons.py

Writes reasons.csv: every row that expected.csv declines. What a cell contributes is the sum over its columns of weight * (the applicant's column - the reference's), with the weights, means and scales
that stand in model.onnx, in fractions. The reference is computed here, too: the median of the rows approved near the cut-off.
"""

import json
from fractions import Fraction
from math import log
from pathlib import Path

import onnx
import pandas as pd

from train import CATEGORIES, COLUMNS, NUMBERS, read

here = Path(__file__).parent


def contributions():
    """For each cell what its value adds to the margin."""
    attributes = {}
    encoders = []
    for node in onnx.load(here / "model.onnx").graph.node:
        found = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
        attributes[node.op_type] = found
        if node.op_type == "OneHotEncoder":
            encoders.append([text.decode() for text in found["cats_strings"]])
    scaler = attributes["Scaler"]
    # Of the two rows of weights the second is that of a denial.
    every = attributes["LinearClassifier"]["coefficients"]
    weights = iter([Fraction(weight) for weight in every[len(every) // 2 :]])
    adds = {}
    for name, mean, scale in zip(NUMBERS, scaler["offset"], scaler["scale"]):
        adds[name] = lambda cell, weight=next(weights), mean=Fraction(mean), scale=Fraction(scale): weight * (Fraction(str(cell)) - mean) * scale
    for name, values in zip(CATEGORIES, encoders):
        adds[name] = {value: next(weights) for value in values}.__getitem__
    assert next(weights, None) is None
    return adds


def reference(columns, margin, policy):
    """Feature by feature the lower median of the rows whose margin lies within the window below the cut-off; of a category the most frequent, the first in the order of the schema."""
    probability = float(policy["cutOffs"]["approveBelow"])
    cut, window = log(probability / (1 - probability)), float(policy["reference"]["window"])
    near = columns[(cut - window <= margin) & (margin < cut)]
    schema = {feature["name"]: feature for feature in json.loads((here / "schema.json").read_text())["features"]}
    record = {}
    for name in COLUMNS:
        if name in CATEGORIES:
            counts = near[name].value_counts()
            record[name] = max(schema[name]["values"], key=lambda value: (counts.get(value, 0), -schema[name]["values"].index(value)))
        else:
            record[name] = sorted(near[name])[(len(near) - 1) // 2]
    return record


def main():
    columns, *_ = read()
    policy = json.loads((here / "policy.json").read_text())
    expected = pd.read_csv(here / "expected.csv")
    adds = contributions()
    record = reference(columns, expected["margin"], policy)

    output = []
    for row in expected.query("decision == 'decline'")["row"]:
        applicant = columns.iloc[row - 1]
        loss = {
            reason["code"]: sum(adds[name](applicant[name]) - adds[name](record[name]) for name in reason["characteristics"]) for reason in policy["reasons"]
        }
        # Sorting keeps the order of the policy where two are equal.
        ranked = sorted((code for code in loss if loss[code] > 0), key=lambda code: -loss[code])[:4]
        output.append([row, *ranked, *[""] * (4 - len(ranked))])
    pd.DataFrame(output, columns=["row", "reason_1", "reason_2", "reason_3", "reason_4"]).to_csv(here / "reasons.csv", index=False)


if __name__ == "__main__":
    main()
