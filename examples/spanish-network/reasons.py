"""Principal reasons of declined applicants, asked of onnxruntime itself, in a script that shares nothing with Credence.

    /tmp/network/bin/python reasons.py

Writes reasons.csv: every row that expected.csv declines. What a reason contributes is the margin less the runtime's own margin of the same applicant with the cells of that reason taken from the
reference, and all others as they are. The reference is computed here, too: the median of the rows approved near the cut-off.
"""

import json
from math import log
from pathlib import Path

import pandas as pd

from train import CATEGORIES, COLUMNS, open_margins, read

here = Path(__file__).parent


def reference(columns, margin, policy):
    """Feature by feature the lower median of the rows whose margin lies within the window below the cut-off; of a category the most frequent, the first in the order of the schema."""
    probability = float(policy["cutOffs"]["approveBelow"])
    cut, window = log(probability / (1 - probability)), float(policy["reference"]["window"])
    near = columns[(cut - window <= margin) & (margin < cut)]
    schema = {feature["name"]: feature for feature in json.loads((here / policy["schema"]).read_text())["features"]}
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
    margins = open_margins(here / "model.onnx")
    record = reference(columns, expected["margin"], policy)
    declined = columns[expected["decision"] == "decline"]
    whole = margins(declined)[0].astype(float)
    losses = {}
    for reason in policy["reasons"]:
        changed = declined.assign(**{name: record[name] for name in reason["characteristics"]})
        losses[reason["code"]] = whole - margins(changed)[0]
    order = list(losses)
    output = []
    for at, row in enumerate(declined.index):
        ranked = sorted((code for code in order if losses[code][at] > 0), key=lambda code: (-losses[code][at], order.index(code)))[:4]
        output.append([row + 1, *ranked, *[""] * (4 - len(ranked))])
    pd.DataFrame(output, columns=["row", "reason_1", "reason_2", "reason_3", "reason_4"]).to_csv(here / "reasons.csv", index=False)


if __name__ == "__main__":
    main()
