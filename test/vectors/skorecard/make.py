"""python make.py: writes as-written.csv, scorecard.csv, rows.csv, expected.csv."""

import copy
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from skorecard import Skorecard
from skorecard.bucketers import DecisionTreeBucketer, OrdinalCategoricalBucketer
from skorecard.rescale import ScoreCardPoints
from sklearn.pipeline import make_pipeline

sys.path.insert(0, str(Path(__file__).parent.parent))
from spanish_rows import read_applicants, rows_with_edges

warnings.filterwarnings("ignore")
here = Path(__file__).parent
numbers = ["seniority", "income", "assets", "amount"]
categories = ["home", "records", "job"]


def with_weights_by_bucket(model):
    """A copy of the model whose weights of evidence go by bucket, as ScoreCardPoints takes them, and not by order of appearance, as category_encoders keeps them."""
    model = copy.deepcopy(model)
    encoder, bucketer = model.pipeline_.named_steps["encoder"], model.pipeline_.named_steps["bucketer"]
    for switch in encoder.ordinal_encoder.category_mapping:
        name, weights = switch["col"], encoder.mapping[switch["col"]]
        labels = bucketer.features_bucket_mapping_.get(name).labels
        by_bucket = {bucket: weights[place] for bucket, place in switch["mapping"].items() if bucket == bucket}
        assert by_bucket.keys() <= labels.keys(), f"{name} has buckets that the table cannot name; bucket it in one step"
        encoder.mapping[name] = pd.Series({bucket: by_bucket.get(bucket, 0.0) for bucket in labels})
    return model


rows, bad = read_applicants([*numbers, *categories])
bucketing = make_pipeline(
    DecisionTreeBucketer(variables=numbers, max_n_bins=6, min_bin_size=0.05, specials={"seniority": {"[0]": [0]}}),
    OrdinalCategoricalBucketer(variables=categories, tol=0.05),
)
model = Skorecard(bucketing=bucketing, variables=[*numbers, *categories], lr_kwargs={"C": 1e6, "max_iter": 1000}).fit(rows, bad)
scale = {"pdo": 50, "ref_score": 600, "ref_odds": 19}
ScoreCardPoints(model, **scale).get_scorecard_points().to_csv(here / "as-written.csv")
points = ScoreCardPoints(with_weights_by_bucket(model), **scale)
points.get_scorecard_points().to_csv(here / "scorecard.csv", index=False)

maps = model.pipeline_.named_steps["bucketer"].features_bucket_mapping_
kept = rows_with_edges(rows, {name: maps.get(name).map for name in numbers})
kept.to_csv(here / "rows.csv", index=False)
score = points.transform(kept).sum(axis=1)
# The table's points against the model's own probability: each of the points is rounded to one half at most.
probability = model.predict_proba(kept)[:, 1]
exact = 600 + 50 / np.log(2) * (np.log((1 - probability) / probability) - np.log(19))
assert (score - exact).abs().max() <= 0.5 * (len(numbers) + len(categories)), (score - exact).abs().max()
pd.DataFrame({"row": range(1, len(kept) + 1), "score": score.astype(int)}).to_csv(here / "expected.csv", index=False)
