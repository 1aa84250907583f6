"""Fits the logistic regression with scikit-learn, converts it with skl2onnx and writes model.onnx and expected.csv with what onnxruntime makes of it.

    python3.11 -m venv /tmp/hmda && /tmp/hmda/bin/pip install -r requirements.txt
    /tmp/hmda/bin/python train.py
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
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

here = Path(__file__).parent
NUMBERS = ["pirat", "lvrat", "unemp"]
CATEGORIES = ["chist", "mhist", "phist", "selfemp", "insurance", "hschool"]
# Race (afam) is in the file of applicants and not in the record; marital status (single) is in the record and not in the model.
COLUMNS = NUMBERS + CATEGORIES


def read():
    rows = pd.read_csv(here / "data" / "hmda.csv", dtype={name: str for name in CATEGORIES})
    return rows[COLUMNS], (rows["deny"] == "yes").astype(int), rows["afam"] == "yes"


def pipeline():
    columns = ColumnTransformer([("numbers", StandardScaler(), NUMBERS), ("categories", OneHotEncoder(handle_unknown="ignore", sparse_output=False), CATEGORIES)])
    return make_pipeline(columns, LogisticRegression(max_iter=1000))


def decide(probability, cut_offs):
    """As a lender does who works with the tool's own probabilities."""
    approve, refer = float(cut_offs["approveBelow"]), float(cut_offs["referBelow"])
    return np.where(probability < approve, "approve", np.where(probability < refer, "refer", "decline"))


def run(columns, model):
    """What onnxruntime says of the second class."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    cells = {name: columns[[name]].to_numpy(dtype=object if name in CATEGORIES else np.float32) for name in COLUMNS}
    return session.run([model.graph.output[-1].name], cells)[0]


def probabilities(columns, model):
    return np.array([row[1] for row in run(columns, model)], dtype=np.float32)


def margins(columns, model):
    """The classifier's own sums in float32: the same graph, ended where the logistic function would be taken."""
    graph = onnx.ModelProto.FromString(model.SerializeToString()).graph
    at = next(i for i, node in enumerate(graph.node) if node.op_type == "LinearClassifier")
    node = graph.node[at]
    next(each for each in node.attribute if each.name == "post_transform").s = b"NONE"
    output = onnx.helper.make_tensor_value_info(node.output[1], onnx.TensorProto.FLOAT, [None, 2])
    ended = onnx.helper.make_graph(list(graph.node[: at + 1]), "margins", list(graph.input), [output], list(graph.initializer))
    raw = run(columns, onnx.helper.make_model(ended, opset_imports=model.opset_import, ir_version=model.ir_version))
    return np.asarray(raw, dtype=np.float32)[:, 1]


def main():
    columns, denied, black = read()
    folds = []
    for train, test in StratifiedKFold(5, shuffle=True, random_state=1).split(columns, denied):
        model = pipeline().fit(columns.iloc[train], denied.iloc[train])
        folds.append(roc_auc_score(denied.iloc[test], model.predict_proba(columns.iloc[test])[:, 1]))

    model = pipeline().fit(columns, denied)
    kinds = [(name, (StringTensorType if name in CATEGORIES else FloatTensorType)([None, 1])) for name in COLUMNS]
    converted = to_onnx(model, name="hmda_logistic", initial_types=kinds)
    # skl2onnx lists them in the order of a set, which is another one every time.
    opsets = sorted(converted.opset_import, key=lambda each: each.domain)
    del converted.opset_import[:]
    converted.opset_import.extend(opsets)
    (here / "model.onnx").write_bytes(converted.SerializeToString())
    probability, margin = probabilities(columns, converted), margins(columns, converted)

    policy = json.loads((here / "policy.json").read_text())
    decision = decide(probability, policy["cutOffs"])
    pd.DataFrame(
        {"row": range(1, len(columns) + 1), "margin": [np.format_float_positional(value, unique=True) for value in margin], "decision": decision}
    ).to_csv(here / "expected.csv", index=False)

    print("AUC, five folds:", *(f"{auc:.4f}" for auc in folds), f"mean {np.mean(folds):.4f}")
    print(f"AUC on the rows fitted: {roc_auc_score(denied, probability):.4f}")
    print(f"farthest from scikit-learn: probability {np.abs(probability - model.predict_proba(columns)[:, 1]).max():.2e}, margin {np.abs(margin - model.decision_function(columns)).max():.2e}")
    for name in ("approve", "refer", "decline"):
        mask = decision == name
        print(f"{name}: {mask.sum()} rows, {100 * denied[mask].mean():.1f} % denied; {100 * mask[black].mean():.1f} % of black applicants, {100 * mask[~black].mean():.1f} % of the others")


if __name__ == "__main__":
    main()
