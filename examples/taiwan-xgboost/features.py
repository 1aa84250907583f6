"""The 34 columns of the model from the raw record, as pipeline.json declares them: nothing here but pandas."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

PIPELINE = json.loads((Path(__file__).parent / "pipeline.json").read_text())


def total(rows, weights):
    """A weighted sum of whole numbers: exact in int64."""
    return sum(int(weight) * rows[name].astype("int64") for name, weight in weights.items())


def engineer(rows):
    """rows: the raw record by the schema's names. Returns the model's columns, float64 where a ratio is one."""
    columns = {}
    for column in PIPELINE["columns"]:
        name, kind = column["name"], column["kind"]
        if kind == "number":
            values = rows[column["feature"]]
            if "clip" in column:
                values = values.clip(lower=float(column["clip"]["from"]), upper=float(column["clip"]["to"]))
            columns[name] = values
        elif kind == "category":
            columns[name] = rows[column["feature"]].map({value: i for i, value in enumerate(column["values"])})
        elif kind == "one-hot":
            columns[name] = rows[column["feature"]].isin(column["values"]).astype(int)
        elif kind == "sum":
            columns[name] = total(rows, column["terms"]) / column["divisor"] if "divisor" in column else total(rows, column["terms"])
        elif kind == "ratio":
            above, below = total(rows, column["numerator"]), total(rows, column["denominator"])
            columns[name] = np.where(below > 0, above / below.where(below > 0, 1), np.nan)
    return pd.DataFrame(columns, index=rows.index)
