"""python make.py: writes scorecard.csv, scorecard.json, rows.csv, expected.csv."""

import sys
import warnings
from pathlib import Path

import pandas as pd
import toad

sys.path.insert(0, str(Path(__file__).parent.parent))
from spanish_rows import read_applicants, rows_with_edges

warnings.filterwarnings("ignore")
here = Path(__file__).parent
names = ["seniority", "home", "records", "job", "income", "assets", "debt", "amount"]
categories = ["home", "records", "job"]

rows, bad = read_applicants(names)
rows = rows.assign(status=bad)
combiner = toad.transform.Combiner()
combiner.fit(rows[[*categories, "seniority", "income", "amount", "status"]], y="status", method="chi", min_samples=0.05, empty_separate=True)
# Missing assets and debts have no bin of their own: the tool takes them for -1. The cuts of income stand between two values and on one.
combiner.update({"assets": [500.0, 3000.0, 17000.0], "debt": [1.0, 1300.0], "home": [["owner"], ["rent"], "else"], "income": [70.0, 100.5, 152.25, float("nan")]})
binned = combiner.transform(rows, exclude=["status"])[[*names, "status"]]
weigh = toad.transform.WOETransformer()
woe = weigh.fit_transform(binned, binned["status"], exclude=["status"])
card = toad.ScoreCard(combiner=combiner, transer=weigh, pdo=50, base_odds=19, base_score=600, C=1e6, max_iter=1000)
card.fit(woe[names], woe["status"])
card.export(to_csv=str(here / "scorecard.csv"))
card.export(to_json=str(here / "scorecard.json"))

kept = rows_with_edges(rows[names], {name: combiner[name] for name in names if name not in categories})
kept.to_csv(here / "rows.csv", index=False)
# What the tool says of the table that it wrote, read back; and what it says with the digits that the table no longer has.
written = toad.ScoreCard().load(card.export()).predict(kept)
pd.DataFrame({"row": range(1, len(kept) + 1), "score": written.round(2), "fitted": card.predict(kept).round(6)}).to_csv(here / "expected.csv", index=False)
