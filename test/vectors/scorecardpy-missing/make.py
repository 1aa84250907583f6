"""python make.py CREDIT_DATA_CSV: writes scorecard.csv, rows.csv, expected.csv."""

import sys
import warnings
from pathlib import Path

import pandas as pd
import scorecardpy as sc
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
here = Path(__file__).parent
names = ["Seniority", "Home", "Age", "Records", "Job", "Income", "Assets", "Debt", "Amount"]

rows = pd.read_csv(sys.argv[1], keep_default_na=False, na_values=["NA", ""])[[*names, "Status"]]
rows.columns = rows.columns.str.lower()
names = [name.lower() for name in names]
rows["status"] = (rows["status"] == "bad").astype(int)
bins = sc.woebin(rows, y="status", special_values={"seniority": ["0"]}, no_cores=1)
woe = sc.woebin_ply(rows, bins, no_cores=1)
columns = [f"{name}_woe" for name in names]
model = LogisticRegression(C=1e6, max_iter=1000).fit(woe[columns], woe["status"])
card = sc.scorecard(bins, model, columns)
pd.concat(card).to_csv(here / "scorecard.csv")

kept = rows[rows.isna().any(axis=1) | (rows.index % 10 == 0)].reset_index(drop=True)
for name in ("income", "assets", "debt"):
    kept[name] = kept[name].astype("Int64")
kept.to_csv(here / "rows.csv", index=False, na_rep="NA")
score = sc.scorecard_ply(pd.read_csv(here / "rows.csv", keep_default_na=False, na_values=["NA"]), card)["score"]
pd.DataFrame({"row": range(1, len(kept) + 1), "score": score.astype(int)}).to_csv(here / "expected.csv", index=False)
