"""Fits the forest with scikit-learn, converts it with skl2onnx and writes model.onnx and expected.csv with what onnxruntime makes of it.

    python3.11 -m venv /tmp/forest && /tmp/forest/bin/pip install -r requirements.txt
    /tmp/forest/bin/python train.py
"""

import json
import zlib
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

here = Path(__file__).parent
NUMBERS = ["seniority", "time", "expenses", "income", "assets", "debt", "amount", "price"]
CATEGORIES = ["home", "records", "job"]
# Age and marital status are in the record and not in the model.
COLUMNS = NUMBERS + CATEGORIES


def read():
    rows = pd.read_csv(here / "data" / "spanish_credit.csv", keep_default_na=False, na_values=[""])
    # To ONNX a missing category is an empty text.
    rows[CATEGORIES] = rows[CATEGORIES].astype(object).where(rows[CATEGORIES].notna(), "")
    return rows[COLUMNS], (rows["status"] == "bad").astype(int)


def pipeline():
    numbers = SimpleImputer(strategy="median")
    categories = make_pipeline(SimpleImputer(missing_values="", strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False))
    forest = RandomForestClassifier(n_estimators=72, max_depth=8, max_leaf_nodes=32, min_samples_leaf=6, max_features=6, n_jobs=1, random_state=1)
    return make_pipeline(ColumnTransformer([("numbers", numbers, NUMBERS), ("categories", categories, CATEGORIES)]), forest)


def decide(probability, cut_offs):
    """As a lender does who works with the tool's own probabilities."""
    approve, refer = float(cut_offs["approveBelow"]), float(cut_offs["referBelow"])
    return np.where(probability < approve, "approve", np.where(probability < refer, "refer", "decline"))


def probabilities(columns, model):
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    cells = {name: columns[[name]].to_numpy(dtype=object if name in CATEGORIES else np.float32) for name in COLUMNS}
    return np.array([row[1] for row in session.run(["output_probability"], cells)[0]], dtype=np.float32)


def main():
    columns, bad = read()
    folds = []
    for train, test in StratifiedKFold(5, shuffle=True, random_state=1).split(columns, bad):
        model = pipeline().fit(columns.iloc[train], bad.iloc[train])
        folds.append(roc_auc_score(bad.iloc[test], model.predict_proba(columns.iloc[test])[:, 1]))

    model = pipeline().fit(columns, bad)
    kinds = [(name, (StringTensorType if name in CATEGORIES else FloatTensorType)([None, 1])) for name in COLUMNS]
    (here / "model.onnx").write_bytes(to_onnx(model, name="spanish_forest", initial_types=kinds).SerializeToString())
    probability = probabilities(columns, str(here / "model.onnx"))
    leaves = model[-1].apply(model[0].transform(columns).astype(np.float32))

    policy = json.loads((here / "policy.json").read_text())
    decision = decide(probability, policy["cutOffs"])
    pd.DataFrame(
        {
            "row": range(1, len(columns) + 1),
            "margin": [np.format_float_positional(value, unique=True) for value in probability],
            "decision": decision,
            "leaves_crc32": [f"{zlib.crc32(' '.join(map(str, row)).encode()):08x}" for row in leaves],
        }
    ).to_csv(here / "expected.csv", index=False)

    splits = sum(tree.tree_.node_count - tree.tree_.n_leaves for tree in model[-1].estimators_)
    print(f"trees: {len(model[-1].estimators_)}, splits: {splits}, deepest leaf: {max(tree.get_depth() for tree in model[-1].estimators_)}")
    print("AUC, five folds:", *(f"{auc:.4f}" for auc in folds), f"mean {np.mean(folds):.4f}")
    print(f"AUC on the rows fitted: {roc_auc_score(bad, probability):.4f}; farthest from scikit-learn: {np.abs(probability - model.predict_proba(columns)[:, 1]).max():.2e}")
    for name in ("approve", "refer", "decline"):
        mask = decision == name
        print(f"{name}: {mask.sum()} rows, {100 * bad[mask].mean():.1f} % bad")


if __name__ == "__main__":
    main()
