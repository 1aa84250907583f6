"""Writes synthetic/applicants.csv, 1,000 records that nobody has, and synthetic/expected.csv, XGBoost's own values of them. Needs model.json and no data.

    /tmp/xgboost/bin/python synthetic.py

One half is drawn at random within the schema. In the other one cell of such a record is moved next to a threshold of the model, or a statement or payment so that a ratio comes next to one:
where a rounding would show.
"""

import json
import zlib
from math import ceil
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost as xgb

from features import PIPELINE, engineer
from train import decide

here = Path(__file__).parent
ROWS = 1000


def draw(random):
    """A record with the dependencies that one would expect, within the schema."""
    limit = int(random.choice([1, 2, 3, 5, 8, 10, 15, 20, 30, 50]) * 10_000)
    delays = np.clip(np.round(random.normal(random.choice([-1, 0, 0, 2]), 1, 6)), -2, 8).astype(int)
    use = np.clip(random.normal(random.uniform(0, 1), 0.15, 6), -0.1, 1.3)
    record = {"limit_bal": limit, "sex": str(random.integers(1, 3)), "education": str(random.integers(0, 7)), "marriage": str(random.integers(0, 4)), "age": int(random.integers(21, 80))}
    record |= {f"pay_{month}": int(delay) for month, delay in zip([0, 2, 3, 4, 5, 6], delays)}
    record |= {f"bill_amt{month}": int(limit * share) for month, share in enumerate(use, 1)}
    record |= {f"pay_amt{month}": int(max(0, record[f"bill_amt{month}"]) * random.choice([0, 0.03, 0.1, 1])) for month in range(1, 7)}
    return record


def thresholds(booster):
    """Every threshold of each column."""
    splits = booster.trees_to_dataframe().dropna(subset=["Split"])
    return {name: sorted(set(group["Split"])) for name, group in splits.groupby("Feature")}


def move(record, column, threshold, step):
    """Moves one cell so that the column comes next to the threshold. False where the schema has no such value."""
    kind = column["kind"]
    if kind == "number":
        name, value = column["feature"], ceil(threshold) + step
    elif kind == "sum":
        name = next(name for name, weight in column["terms"].items() if weight == 1)
        others = sum(weight * record[other] for other, weight in column["terms"].items() if other != name)
        value = ceil(threshold * column.get("divisor", 1)) + step - others
    elif kind == "ratio":
        name = next(iter(column["numerator"]))
        others = sum(record[other] for other in column["numerator"] if other != name)
        value = ceil(threshold * sum(record[other] for other in column["denominator"])) + step - others
    else:
        return False
    feature = SCHEMA[name]
    if not int(feature["min"]) <= value <= int(feature["max"]):
        return False
    record[name] = int(value)
    return True


SCHEMA = {feature["name"]: feature for feature in json.loads((here / "schema.json").read_text())["features"]}


def main():
    random = np.random.default_rng(20)
    booster = xgb.Booster(model_file=here / "model.json")
    columns = {column["name"]: column for column in PIPELINE["columns"]}
    edges = [(columns[name], threshold) for name, values in thresholds(booster).items() for threshold in values]
    records = [draw(random) for _ in range(ROWS // 2)]
    while len(records) < ROWS:
        record = draw(random)
        column, threshold = edges[random.integers(len(edges))]
        if move(record, column, threshold, int(random.integers(-1, 2))):
            records.append(record)
    rows = pd.DataFrame(records)[list(SCHEMA)]
    rows.to_csv(here / "synthetic" / "applicants.csv", index=False)

    data = xgb.DMatrix(engineer(rows))
    margin = booster.predict(data, output_margin=True)
    leaves = booster.predict(data, pred_leaf=True).astype(int)
    policy = json.loads((here / "policy.json").read_text())
    pd.DataFrame(
        {
            "row": range(1, ROWS + 1),
            "margin": [np.format_float_positional(value, unique=True) for value in margin],
            "decision": decide(booster.predict(data), policy["cutOffs"]),
            "leaves_crc32": [f"{zlib.crc32(' '.join(map(str, row)).encode()):08x}" for row in leaves],
        }
    ).to_csv(here / "synthetic" / "expected.csv", index=False)


if __name__ == "__main__":
    main()
