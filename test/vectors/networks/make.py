"""python make.py: writes the networks of this folder with onnxruntime's own margins and decisions of the rows in ../scorecardpy-missing/rows.csv."""

import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pandas as pd
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")
here = Path(__file__).parent
rows = pd.read_csv(here.parent / "scorecardpy-missing" / "rows.csv", keep_default_na=False, na_values=["NA"])
bad = rows.pop("status")
NUMBERS = ["seniority", "age", "income", "assets", "debt", "amount"]
WHOLE = ["seniority", "age", "amount"]
CATEGORIES = ["home", "records", "job"]
rows[CATEGORIES] = rows[CATEGORIES].astype(object).where(rows[CATEGORIES].notna(), "")

cases = []


def inputs(names, number):
    return [(name, (StringTensorType if name in CATEGORIES else number)([None, 1])) for name in names]


def feed(names, number):
    return {name: rows[[name]].to_numpy(dtype=object if name in CATEGORIES else number) for name in names}


def with_margin(model, element):
    """The same model with what its Sigmoid reads as an output more."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    (last,) = [node for node in copy.graph.node if node.op_type == "Sigmoid"]
    copy.graph.output.append(helper.make_tensor_value_info(last.input[0], element, None))
    return copy, last.input[0]


def run(model, values, name):
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), settings, providers=["CPUExecutionProvider"])
    return session.run([name], values)[0]


def write(name, model, values, shown, element=TensorProto.FLOAT, **more):
    """Cut-offs are two quantiles of the probability, written with three places."""
    wider, margin = with_margin(model, element)
    margins = run(wider, values, margin)[:, 0]
    probabilities = run(model, values, shown)[:, -1]
    low, high = (round(float(np.quantile(probabilities.astype(float), q)), 3) for q in (0.5, 0.8))
    decisions = np.where(probabilities < low, "approve", np.where(probabilities < high, "refer", "decline"))
    (here / f"{name}.onnx").write_bytes(model.SerializeToString())
    texts = [np.format_float_positional(value, unique=True) for value in margins]
    pd.DataFrame({"row": range(1, len(margins) + 1), "margin": texts, "decision": decisions}).to_csv(here / f"{name}.csv", index=False)
    cases.append({"name": name, "file": f"{name}.onnx", "of": "probability", "approveBelow": str(low), "referBelow": str(high), **more})


def columns_of(*parts):
    return ColumnTransformer([(f"part{i}", step, names) for i, (step, names) in enumerate(parts)])


FITTED = dict(random_state=3, max_iter=400, alpha=1.0)
options = {"zipmap": False}

# Missing numbers and categories imputed, numbers scaled, categories as flags, two hidden layers, float32.
numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
categories = make_pipeline(SimpleImputer(missing_values="", strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False))
network = make_pipeline(columns_of((numbers, NUMBERS), (categories, CATEGORIES)), MLPClassifier((16, 8), **FITTED)).fit(rows, bad)
names = NUMBERS + CATEGORIES
write("imputed", to_onnx(network, initial_types=inputs(names, FloatTensorType), options=options), feed(names, np.float32), "probabilities")

# float64; onnxruntime imputes float32 only.
wide = make_pipeline(columns_of((StandardScaler(), WHOLE), (OneHotEncoder(sparse_output=False), CATEGORIES)), MLPClassifier((8,), **FITTED)).fit(rows, bad)
names = WHOLE + CATEGORIES
model = to_onnx(wide, initial_types=inputs(names, DoubleTensorType), options=options)
write("float64", model, feed(names, np.float64), "probabilities", TensorProto.DOUBLE)

# One matrix and layers of Gemm with transposed weights, as torch.onnx writes torch.nn.Linear; its last output is one probability.
scaler = StandardScaler().fit(rows[WHOLE])
fitted = MLPClassifier((6, 5, 4), random_state=5, max_iter=400, alpha=0.1, solver="lbfgs").fit(scaler.transform(rows[WHOLE]), bad)
constants = [("mean", scaler.mean_), ("scale", scaler.scale_)]
nodes = [helper.make_node("Sub", ["x", "mean"], ["shifted"]), helper.make_node("Div", ["shifted", "scale"], ["layer0"])]
for i, (weights, bias) in enumerate(zip(fitted.coefs_, fitted.intercepts_)):
    constants += [(f"net.{2 * i}.weight", weights.T), (f"net.{2 * i}.bias", bias)]
    last = i + 1 == len(fitted.coefs_)
    nodes.append(helper.make_node("Gemm", [f"layer{i}", f"net.{2 * i}.weight", f"net.{2 * i}.bias"], [f"sum{i}"], alpha=1.0, beta=1.0, transB=1))
    nodes.append(helper.make_node("Sigmoid" if last else "Relu", [f"sum{i}"], ["probability" if last else f"layer{i + 1}"]))
graph = helper.make_graph(
    nodes,
    "main_graph",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", len(WHOLE)])],
    [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["batch", 1])],
    [numpy_helper.from_array(np.ascontiguousarray(values, dtype=np.float32), name) for name, values in constants],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
write("gemm", model, {"x": rows[WHOLE].to_numpy(dtype=np.float32)}, "probability", columns=WHOLE)

(here / "cases.json").write_text(json.dumps(cases, indent=2) + "\n")
