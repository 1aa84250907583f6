"""python make.py (xgboost 3.2.0, pandas 2.3.3): fits linear boosters on the rows in ../scorecardpy-missing/rows.csv and writes the tool's own margins and decisions of them."""

from pathlib import Path

import numpy as np
import pandas as pd
import xgboost as xgb

here = Path(__file__).parent
rows = pd.read_csv(here.parent / "scorecardpy-missing" / "rows.csv", keep_default_na=False, na_values=["NA"])
bad = rows.pop("status").isin(["bad", 1, "1"]).astype(int)
columns = rows[["seniority", "age", "income", "assets", "debt", "amount"]]


def write(name, suffix):
    data = xgb.DMatrix(columns, bad)
    settings = {"booster": "gblinear", "objective": "binary:logistic", "updater": "coord_descent", "feature_selector": "cyclic", "lambda": 0.01, "seed": 1}
    booster = xgb.train(settings, data, num_boost_round=40)
    booster.save_model(here / f"{name}.{suffix}")
    margin = booster.predict(data, output_margin=True)
    decision = np.where(margin < -1.2, "approve", np.where(margin < -0.6, "refer", "decline"))
    spelled = [np.format_float_positional(value, unique=True) for value in margin]
    pd.DataFrame({"row": range(1, len(margin) + 1), "margin": spelled, "decision": decision}).to_csv(here / f"{name}.csv", index=False)
    print(name, dict(pd.Series(decision).value_counts()))


write("gblinear", "json")
