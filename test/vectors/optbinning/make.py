"""python make.py: writes as-written.csv, scorecard.csv, rows.csv, expected.csv."""

import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from optbinning import BinningProcess, Scorecard
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent.parent))
from spanish_rows import read_applicants, rows_with_edges

warnings.filterwarnings("ignore")
here = Path(__file__).parent
names = ["seniority", "home", "records", "job", "income", "assets", "amount"]
categories = ["home", "records", "job"]
special_codes = [0]


def whole_table(card, special_codes):
    """The tool's table with its edges in full, special values by name, and the intercept."""
    table = card.table(style="detailed")
    table["Bin"] = [str(special_codes) if isinstance(label, str) and label == "Special" else label for label in table["Bin"]]
    for name in card.binning_process_.get_support(names=True):
        binning = card.binning_process_.get_binned_variable(name)
        if binning.dtype == "numerical":
            edges = [-np.inf, *map(float, binning.splits), np.inf]
            labels = [f"[{start}, {end})" for start, end in zip(edges, edges[1:])]
            rows = (table["Variable"] == name).to_numpy()
            table.loc[rows, "Bin"] = labels + list(table["Bin"][rows])[len(labels) :]
    intercept = pd.DataFrame({"Variable": ["Intercept"], "Points": [float(card.intercept_)]})
    return pd.concat([table, intercept], ignore_index=True)


rows, bad = read_applicants(names)
splits = {"amount": [850.5, 1300, 1700], "income": [70, 100, 152.25]}
card = Scorecard(
    BinningProcess(
        names,
        categorical_variables=categories,
        special_codes=special_codes,
        binning_fit_params={name: {"user_splits": edges} for name, edges in splits.items()},
    ),
    LogisticRegression(C=1e6, max_iter=1000),
    scaling_method="pdo_odds",
    scaling_method_params={"pdo": 50, "odds": 19, "scorecard_points": 600},
    rounding=True,
    intercept_based=True,
).fit(rows, bad, metric_special="empirical", metric_missing="empirical")
card.table(style="detailed").to_csv(here / "as-written.csv")
whole_table(card, special_codes).to_csv(here / "scorecard.csv", index=False)

kept = rows_with_edges(rows, {name: card.binning_process_.get_binned_variable(name).splits for name in names if name not in categories})
kept.to_csv(here / "rows.csv", index=False)
score = card.score(kept)
pd.DataFrame({"row": range(1, len(kept) + 1), "score": score.astype(int)}).to_csv(here / "expected.csv", index=False)
