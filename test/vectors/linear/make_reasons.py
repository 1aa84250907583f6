"""python make_reasons.py (pins as in ../onnx/requirements.txt): fits a regression on all Spanish applicants, and says why it declines more than a thousand, in a script that shares nothing with Credence.

Writes spanish.onnx, spanish.csv with what onnxruntime makes of the rows, and spanish-reasons.csv. What a cell contributes is the sum over its columns of weight * (the applicant's column - the
reference's), in fractions, with the weights and factors that stand in spanish.onnx. The reference is the median of the rows approved near the cut-off.
"""

import json
from fractions import Fraction
from math import log
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder

here = Path(__file__).parent
policy = json.loads((here / "spanish-policy.json").read_text())
schema = {feature["name"]: feature for feature in json.loads((here / policy["schema"]).read_text())["features"]}
NUMBERS = ["seniority", "time", "expenses", "income", "assets", "debt", "amount", "price"]
CATEGORIES = ["home", "records", "job"]

rows = pd.read_csv(here / policy["reference"]["population"], keep_default_na=False, na_values=[""])
bad = rows["status"] == "bad"
rows[CATEGORIES] = rows[CATEGORIES].astype(object).where(rows[CATEGORIES].notna(), "")

numbers = make_pipeline(SimpleImputer(strategy="median"), MinMaxScaler())
categories = make_pipeline(SimpleImputer(missing_values="", strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False))
columns = ColumnTransformer([("numbers", numbers, NUMBERS), ("categories", categories, CATEGORIES)])
model = make_pipeline(columns, LogisticRegression(max_iter=2000)).fit(rows[NUMBERS + CATEGORIES], bad.astype(int))


def convert(**options):
    kinds = [(name, (StringTensorType if name in CATEGORIES else FloatTensorType)([None, 1])) for name in NUMBERS + CATEGORIES]
    return to_onnx(model, initial_types=kinds, options={id(model[-1]): {"zipmap": False, **options}})


def run(converted):
    cells = {name: rows[[name]].to_numpy(dtype=object if name in CATEGORIES else np.float32) for name in NUMBERS + CATEGORIES}
    return onnxruntime.InferenceSession(converted.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, cells)[1][:, 1]


converted = convert()
(here / "spanish.onnx").write_bytes(converted.SerializeToString())
margin, probability = run(convert(raw_scores=True)), run(converted)
approve, refer = float(policy["cutOffs"]["approveBelow"]), float(policy["cutOffs"]["referBelow"])
decision = np.where(probability < approve, "approve", np.where(probability < refer, "refer", "decline"))
spelled = [np.format_float_positional(value, unique=True) for value in margin]
pd.DataFrame({"row": range(1, len(rows) + 1), "margin": spelled, "decision": decision}).to_csv(here / "spanish.csv", index=False)

# What stands in the file: imputed values, factors, and the second class' weights in the order of the columns.
attributes = [(node.op_type, {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}) for node in converted.graph.node]
(filled,) = [found["imputed_value_floats"] for kind, found in attributes if kind == "Imputer"]
encoded = {tuple(text.decode() for text in found["cats_strings"]) for kind, found in attributes if kind == "OneHotEncoder"}
(every,) = [found["coefficients"] for kind, found in attributes if kind == "LinearClassifier"]
(multiplied,) = [node.input[1] for node in converted.graph.node if node.op_type == "Mul"]
(factors,) = [onnx.numpy_helper.to_array(tensor) for tensor in converted.graph.initializer if tensor.name == multiplied]
weights = iter([Fraction(weight) for weight in every[len(every) // 2 :]])
slope = {name: next(weights) * Fraction(float(factor)) for name, factor in zip(NUMBERS, factors)}
imputed = dict(zip(NUMBERS, filled))
flags = {}
for name, values in zip(CATEGORIES, model[0].named_transformers_["categories"][-1].categories_):
    assert tuple(values) in encoded
    flags[name] = {value: next(weights) for value in values}
frequent = dict(zip(CATEGORIES, model[0].named_transformers_["categories"][0].statistics_))


def adds(name, cell):
    if name in CATEGORIES:
        return flags[name][cell or frequent[name]]
    return slope[name] * Fraction(str(imputed[name] if pd.isna(cell) else cell))


# Feature by feature the lower median of the rows near the cut-off; of a category the most frequent, the first in the order of the schema.
cut, window = log(approve / (1 - approve)), float(policy["reference"]["window"])
near = rows[(cut - window <= margin) & (margin < cut)]
reference = {}
for name in NUMBERS:
    ordered = sorted(near[name].dropna())
    reference[name] = ordered[(len(ordered) - 1) // 2]
for name in CATEGORIES:
    counts = near[name].value_counts()
    reference[name] = max(schema[name]["values"], key=lambda value: (counts.get(value, 0), -schema[name]["values"].index(value)))

output = []
for at in np.flatnonzero(decision == "decline"):
    loss = {
        reason["code"]: sum(adds(name, rows[name][at]) - adds(name, reference[name]) for name in reason["characteristics"]) for reason in policy["reasons"]
    }
    # Sorting keeps the order of the policy where two are equal.
    ranked = sorted((code for code in loss if loss[code] > 0), key=lambda code: -loss[code])[:4]
    output.append([at + 1, *ranked, *[""] * (4 - len(ranked))])
pd.DataFrame(output, columns=["row", "reason_1", "reason_2", "reason_3", "reason_4"]).to_csv(here / "spanish-reasons.csv", index=False)
print(dict(pd.Series(decision).value_counts()), reference)
