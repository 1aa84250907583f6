"""Fits the model with XGBoost and writes model.json and expected.csv; the rows themselves go where you say, outside the project.

    python3.11 -m venv /tmp/xgboost && /tmp/xgboost/bin/pip install -r requirements.txt
    /tmp/xgboost/bin/python train.py UCI_Credit_Card.csv /tmp/taiwan-rows.csv
"""

import hashlib
import json
import sys
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from features import engineer

here = Path(__file__).parent
SHA256 = "a0f0ab49d6326671d6cd83be5c88dcf18007025fe9a53ecd699119c871176ca1"
TARGET = "default.payment.next.month"
PARAMETERS = dict(n_estimators=64, max_depth=6, learning_rate=0.08, min_child_weight=14, max_bin=64, reg_lambda=2.0, n_jobs=1, random_state=1)


def read(path):
    """The table with the schema's names, and the target."""
    content = Path(path).read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise SystemExit(f"{path} is not the file that the model was fitted on (sha256 {SHA256})")
    rows = pd.read_csv(path).rename(columns=str.lower)
    bad = rows.pop(TARGET)
    for name in ("sex", "education", "marriage"):
        rows[name] = rows[name].astype(str)
    return rows.drop(columns="id"), bad


def decide(probability, cut_offs):
    """As a lender does who works with the tool's own float32 probabilities."""
    approve, refer = float(cut_offs["approveBelow"]), float(cut_offs["referBelow"])
    return np.where(probability < approve, "approve", np.where(probability < refer, "refer", "decline"))


def main():
    rows, bad = read(sys.argv[1])
    columns = engineer(rows)
    assert columns.shape[1] == 34

    folds = []
    for train, test in StratifiedKFold(5, shuffle=True, random_state=1).split(columns, bad):
        model = xgb.XGBClassifier(**PARAMETERS).fit(columns.iloc[train], bad.iloc[train])
        folds.append(roc_auc_score(bad.iloc[test], model.predict_proba(columns.iloc[test])[:, 1]))

    model = xgb.XGBClassifier(**PARAMETERS).fit(columns, bad)
    model.save_model(here / "model.json")
    booster = xgb.Booster(model_file=here / "model.json")
    data = xgb.DMatrix(columns)
    margin = booster.predict(data, output_margin=True)
    probability = booster.predict(data)
    leaves = booster.predict(data, pred_leaf=True).astype(int)

    policy = json.loads((here / "policy.json").read_text())
    decision = decide(probability, policy["cutOffs"])
    expected = pd.DataFrame(
        {
            "row": range(1, len(rows) + 1),
            "margin": [np.format_float_positional(value, unique=True) for value in margin],
            "decision": decision,
            "leaves_crc32": [f"{zlib.crc32(' '.join(map(str, row)).encode()):08x}" for row in leaves],
        }
    )
    expected.to_csv(here / "expected.csv", index=False)
    if len(sys.argv) > 2:
        rows.to_csv(sys.argv[2], index=False)

    frame = booster.trees_to_dataframe()
    print(f"trees: {frame['Tree'].nunique()}, splits: {(frame['Feature'] != 'Leaf').sum()}, columns used: {frame.loc[frame['Feature'] != 'Leaf', 'Feature'].nunique()}")
    print("AUC, five folds:", *(f"{auc:.4f}" for auc in folds), f"mean {np.mean(folds):.4f}")
    print(f"AUC on the rows fitted: {roc_auc_score(bad, probability):.4f}")
    for name in ("approve", "refer", "decline"):
        mask = decision == name
        print(f"{name}: {mask.sum()} rows, {100 * bad[mask].mean():.1f} % bad")


if __name__ == "__main__":
    main()
