"""The Spanish applicants as the vectors of scorecards use them."""

from pathlib import Path

import numpy as np
import pandas as pd

FILE = Path(__file__).parents[2] / "examples" / "spanish-scorecard" / "data" / "spanish_credit.csv"


def read_applicants(names):
    rows = pd.read_csv(FILE, keep_default_na=False, na_values=[""])
    return rows[names], (rows["status"] == "bad").astype(int)


def rows_with_edges(rows, cuts):
    """Every applicant with a missing cell, each fortieth of the others, and, for each cut of a number, the first applicant with a value on it, just below and just above."""
    kept = rows[rows.isna().any(axis=1) | (rows.index % 40 == 0)]
    edges = []
    for name, edge in ((name, edge) for name, edges in cuts.items() for edge in edges if not np.isnan(edge)):
        for value in sorted({np.ceil(edge) - 1, np.floor(edge), np.ceil(edge), np.floor(edge) + 1}):
            if value >= 0:
                edges.append({**rows.iloc[0].to_dict(), name: value})
    kept = pd.concat([kept, pd.DataFrame(edges)], ignore_index=True)[rows.columns]
    return kept.astype({name: np.int64 for name in rows.columns if rows[name].dtype == np.int64})
