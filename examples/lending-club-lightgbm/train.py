"""Fits the model with LightGBM and writes model.txt and expected.csv.

    python3.11 -m venv /tmp/lightgbm && /tmp/lightgbm/bin/pip install -r requirements.txt
    /tmp/lightgbm/bin/python train.py
"""

import json
import zlib
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

here = Path(__file__).parent
CATEGORIES = ["term", "sub_grade", "verification_status", "emp_length"]
# Where somebody lives stands for too much else.
LEFT_OUT = ["addr_state", "Class"]
PARAMETERS = dict(
    n_estimators=100, num_leaves=8, learning_rate=0.05, min_child_samples=40, max_bin=63, reg_lambda=5.0, cat_smooth=20, verbose=-1, n_jobs=1, random_state=1, deterministic=True, force_row_wise=True
)


def read():
    rows = pd.read_csv(here / "data" / "lending_club.csv")
    bad = (rows["Class"] == "bad").astype(int)
    columns = rows.drop(columns=LEFT_OUT)
    for name in CATEGORIES:
        columns[name] = pd.Categorical(columns[name])
    return columns, bad


def decide(probability, cut_offs):
    """As a lender does who works with the tool's own probabilities."""
    approve, refer = float(cut_offs["approveBelow"]), float(cut_offs["referBelow"])
    return np.where(probability < approve, "approve", np.where(probability < refer, "refer", "decline"))


def main():
    columns, bad = read()
    folds = []
    for train, test in StratifiedKFold(5, shuffle=True, random_state=1).split(columns, bad):
        model = lgb.LGBMClassifier(**PARAMETERS).fit(columns.iloc[train], bad.iloc[train])
        folds.append(roc_auc_score(bad.iloc[test], model.predict_proba(columns.iloc[test])[:, 1]))

    model = lgb.LGBMClassifier(**PARAMETERS).fit(columns, bad)
    model.booster_.save_model(here / "model.txt")
    booster = lgb.Booster(model_file=here / "model.txt")
    margin = booster.predict(columns, raw_score=True)
    probability = booster.predict(columns)
    leaves = booster.predict(columns, pred_leaf=True)

    policy = json.loads((here / "policy.json").read_text())
    decision = decide(probability, policy["cutOffs"])
    pd.DataFrame(
        {
            "row": range(1, len(columns) + 1),
            "margin": [np.format_float_positional(value, unique=True) for value in margin],
            "decision": decision,
            "leaves_crc32": [f"{zlib.crc32(' '.join(map(str, row)).encode()):08x}" for row in leaves],
        }
    ).to_csv(here / "expected.csv", index=False)

    trees = booster.trees_to_dataframe()
    print(f"trees: {booster.num_trees()}, splits: {trees['split_feature'].notna().sum()}, columns used: {trees['split_feature'].nunique()}, deepest leaf: {trees['node_depth'].max() - 1}")
    print("AUC, five folds:", *(f"{auc:.4f}" for auc in folds), f"mean {np.mean(folds):.4f}")
    print(f"AUC on the rows fitted: {roc_auc_score(bad, probability):.4f}")
    for name in ("approve", "refer", "decline"):
        mask = decision == name
        print(f"{name}: {mask.sum()} rows, {100 * bad[mask].mean():.1f} % bad")


if __name__ == "__main__":
    main()
