"""Fits 50 trees of depth 4 with XGBoost on the Taiwan example's own rows and writes model.json, the same bytes every time.

    python3.11 -m venv /tmp/xgboost && /tmp/xgboost/bin/pip install -r ../../../examples/taiwan-xgboost/requirements.txt
    /tmp/xgboost/bin/python train.py UCI_Credit_Card.csv
"""

import sys
from pathlib import Path

import xgboost as xgb

here = Path(__file__).parent
sys.path.insert(0, str(here.parents[2] / "examples" / "taiwan-xgboost"))
from train import read  # noqa: E402

PARAMETERS = dict(n_estimators=50, max_depth=4, learning_rate=0.1, min_child_weight=14, max_bin=64, reg_lambda=2.0, n_jobs=1, random_state=1)


def main():
    rows, bad = read(sys.argv[1])
    columns = rows.drop(columns=["sex", "education", "marriage", "age"])
    model = xgb.XGBClassifier(**PARAMETERS).fit(columns, bad)
    model.save_model(here / "model.json")
    splits = model.get_booster().trees_to_dataframe().dropna(subset=["Split"])
    print(f"trees: {splits['Tree'].nunique()}, splits: {len(splits)}, columns used: {splits['Feature'].nunique()}")


if __name__ == "__main__":
    main()
