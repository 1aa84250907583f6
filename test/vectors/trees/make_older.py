"""python make_older.py: the same as make.py with XGBoost 1.7.6 and LightGBM 3.3.5, whose files look otherwise. Run it after make.py: it adds its cases to cases.json."""

import json
import warnings
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
import xgboost as xgb

warnings.filterwarnings("ignore")
here = Path(__file__).parent
rows = pd.read_csv(here.parent / "scorecardpy-missing" / "rows.csv", keep_default_na=False, na_values=["NA"])
bad = rows.pop("status")
columns = rows[["seniority", "home", "age", "records", "job", "income", "assets", "debt", "amount"]].copy()
for name in ("home", "records", "job"):
    columns[name] = pd.Categorical(columns[name])
cases = [case for case in json.loads((here / "cases.json").read_text()) if not case["name"].endswith("-older")]


def write(name, kind, margin, probability, leaves, **more):
    low, high = (round(float(np.quantile(probability.astype(float), q)), 3) for q in (0.5, 0.8))
    pd.DataFrame(
        {
            "row": range(1, len(margin) + 1),
            "margin": [np.format_float_positional(value, unique=True) for value in margin],
            "decision": np.where(probability < low, "approve", np.where(probability < high, "refer", "decline")),
            "leaves": [" ".join(map(str, row)) for row in leaves.astype(int)],
        }
    ).to_csv(here / f"{name}.csv", index=False)
    cases.append({"name": name, "of": "probability", "approveBelow": str(low), "referBelow": str(high), "file": f"{name}.{kind}", **more})


for kind in ("json", "ubj"):
    name = f"xgb-{kind}-older"
    model = xgb.XGBClassifier(n_estimators=20, max_depth=4, learning_rate=0.3, n_jobs=1, random_state=3, tree_method="hist", enable_categorical=True)
    model.fit(columns, bad)
    model.save_model(here / f"{name}.{kind}")
    booster = xgb.Booster(model_file=here / f"{name}.{kind}")
    data = xgb.DMatrix(columns, enable_categorical=True)
    write(name, kind, booster.predict(data, output_margin=True), booster.predict(data), booster.predict(data, pred_leaf=True), numbered=True)

model = lgb.LGBMClassifier(n_estimators=20, num_leaves=12, min_child_samples=8, learning_rate=0.2, n_jobs=1, random_state=3, cat_smooth=1, min_data_per_group=5)
model.fit(columns, bad)
model.booster_.save_model(here / "lgb-older.txt")
booster = lgb.Booster(model_file=str(here / "lgb-older.txt"))
write("lgb-older", "txt", booster.predict(columns, raw_score=True), booster.predict(columns), booster.predict(columns, pred_leaf=True))

(here / "cases.json").write_text(json.dumps(cases, indent=2) + "\n")
