"""Fits the network with scikit-learn, converts it with skl2onnx and writes model.onnx and expected.csv with what onnxruntime makes of it.

    python3.11 -m venv /tmp/network && /tmp/network/bin/pip install -r requirements.txt
    /tmp/network/bin/python train.py
"""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

here = Path(__file__).parent
DATA = here.parent / "spanish-forest" / "data" / "spanish_credit.csv"
NUMBERS = ["seniority", "time", "expenses", "income", "assets", "debt", "amount", "price"]
CATEGORIES = ["home", "records", "job"]
# Age and marital status are in the record and not in the model.
COLUMNS = NUMBERS + CATEGORIES


def read():
    rows = pd.read_csv(DATA, keep_default_na=False, na_values=[""])
    # To ONNX a missing category is an empty text.
    rows[CATEGORIES] = rows[CATEGORIES].astype(object).where(rows[CATEGORIES].notna(), "")
    return rows[COLUMNS], (rows["status"] == "bad").astype(int)


def pipeline():
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    categories = make_pipeline(SimpleImputer(missing_values="", strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False))
    network = MLPClassifier((16, 8), activation="relu", alpha=3.0, max_iter=600, random_state=1)
    return make_pipeline(ColumnTransformer([("numbers", numbers, NUMBERS), ("categories", categories, CATEGORIES)]), network)


def open_margins(file):
    """@returns a function from columns to the margins that the last Sigmoid of the file reads, and its probabilities."""
    model = onnx.load(file)
    (last,) = [node for node in model.graph.node if node.op_type == "Sigmoid"]
    for name in (last.input[0], last.output[0]):
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])

    def margins(columns):
        cells = {name: columns[[name]].to_numpy(dtype=object if name in CATEGORIES else np.float32) for name in COLUMNS}
        margin, probability = session.run([last.input[0], last.output[0]], cells)
        return margin[:, 0], probability[:, 0]

    return margins


def decide(probability, cut_offs):
    """As a lender does who works with the tool's own probabilities."""
    approve, refer = float(cut_offs["approveBelow"]), float(cut_offs["referBelow"])
    return np.where(probability < approve, "approve", np.where(probability < refer, "refer", "decline"))


def main():
    columns, bad = read()
    folds = []
    for train, test in StratifiedKFold(5, shuffle=True, random_state=1).split(columns, bad):
        model = pipeline().fit(columns.iloc[train], bad.iloc[train])
        folds.append(roc_auc_score(bad.iloc[test], model.predict_proba(columns.iloc[test])[:, 1]))

    model = pipeline().fit(columns, bad)
    kinds = [(name, (StringTensorType if name in CATEGORIES else FloatTensorType)([None, 1])) for name in COLUMNS]
    (here / "model.onnx").write_bytes(to_onnx(model, name="spanish_network", initial_types=kinds).SerializeToString())
    margin, probability = open_margins(here / "model.onnx")(columns)

    policy = json.loads((here / "policy.json").read_text())
    decision = decide(probability, policy["cutOffs"])
    texts = [np.format_float_positional(value, unique=True) for value in margin]
    pd.DataFrame({"row": range(1, len(columns) + 1), "margin": texts, "decision": decision}).to_csv(here / "expected.csv", index=False)

    print("layers:", *(weights.shape for weights in model[-1].coefs_))
    print("AUC, five folds:", *(f"{auc:.4f}" for auc in folds), f"mean {np.mean(folds):.4f}")
    print(f"AUC on the rows fitted: {roc_auc_score(bad, probability):.4f}; farthest from scikit-learn: {np.abs(probability - model.predict_proba(columns)[:, 1]).max():.2e}")
    for name in ("approve", "refer", "decline"):
        mask = decision == name
        print(f"{name}: {mask.sum()} rows, {100 * bad[mask].mean():.1f} % bad")


if __name__ == "__main__":
    main()
