"""Fits a network of 19-32-16-1 with scikit-learn on the Taiwan example's own rows and writes model.onnx, the same bytes every time.

    python3.11 -m venv /tmp/sklearn && /tmp/sklearn/bin/pip install -r ../../../examples/hmda-logistic/requirements.txt
    /tmp/sklearn/bin/python train.py UCI_Credit_Card.csv
"""

import hashlib
import sys
from pathlib import Path

import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

here = Path(__file__).parent
SHA256 = "a0f0ab49d6326671d6cd83be5c88dcf18007025fe9a53ecd699119c871176ca1"


def main():
    content = Path(sys.argv[1]).read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise SystemExit(f"{sys.argv[1]} is not the file that the model was fitted on (sha256 {SHA256})")
    rows = pd.read_csv(sys.argv[1]).rename(columns=str.lower)
    bad = rows.pop("default.payment.next.month")
    columns = rows.drop(columns=["id", "sex", "education", "marriage", "age"])
    model = make_pipeline(StandardScaler(), MLPClassifier((32, 16), alpha=1.0, max_iter=60, random_state=1)).fit(columns, bad)
    kinds = [(name, FloatTensorType([None, 1])) for name in columns]
    converted = to_onnx(model, name="dense", initial_types=kinds, options={"zipmap": False})
    # skl2onnx lists them in the order of a set, which is another one every time.
    opsets = sorted(converted.opset_import, key=lambda each: each.domain)
    del converted.opset_import[:]
    converted.opset_import.extend(opsets)
    (here / "model.onnx").write_bytes(converted.SerializeToString())
    print(f"columns: {columns.shape[1]}, accuracy on the rows fitted: {model.score(columns, bad):.4f}")


if __name__ == "__main__":
    main()
