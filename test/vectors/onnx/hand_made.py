"""Ensembles that no tool writes: every comparison of `ai.onnx.ml`, averages, base values, wide thresholds, and the operator of version 5."""

import numpy as np
from onnx import TensorProto, helper

MODES = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"]


def trees_of(numbers):
    """One tree of depth 2 for each comparison, each way of missing cells and each column: thresholds are values that rows have, or lie a float32 beside one."""
    random = np.random.default_rng(3)
    for track in (0, 1):
        for number, mode in enumerate(MODES):
            for column in range(len(numbers.columns)):
                present = numbers.iloc[:, column].dropna()
                values = present[present > 0].value_counts().index.to_numpy(dtype=np.float32)
                other = (column + 1) % len(numbers.columns)
                first, second = values[number % len(values)], np.floor(numbers.iloc[:, other].median()) + 1
                if mode in ("BRANCH_LT", "BRANCH_GTE"):
                    first = np.nextafter(first, np.float32(1e9))
                yield track, (mode, MODES[(number + 2) % 6]), (column, other), (float(first), float(second)), random.integers(-64, 64, 3) / 256


def model_of(node, number=TensorProto.FLOAT, version=3):
    graph = helper.make_graph(
        [node],
        "hand made",
        [helper.make_tensor_value_info("X", number, [None, 6])],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT if number == TensorProto.FLOAT or version < 5 else number, [None, 1])],
    )
    opsets = [helper.make_opsetid("ai.onnx.ml", version), helper.make_opsetid("", 17)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="hand made")


def regressor(numbers, aggregate):
    """The root first, where onnxruntime looks for it, with the highest number: leaves have 0 to 2."""
    lists = {name: [] for name in ("treeids", "nodeids", "featureids", "modes", "values", "truenodeids", "falsenodeids", "missing_value_tracks_true")}
    weights = {name: [] for name in ("treeids", "nodeids", "ids", "weights")}
    for tree, (track, modes, columns, thresholds, leaves) in enumerate(trees_of(numbers)):
        for name, value in zip(lists, (tree, 4, columns[0], modes[0], thresholds[0], 3, 2, track)):
            lists[name].append(value)
        for name, value in zip(lists, (tree, 3, columns[1], modes[1], thresholds[1], 0, 1, 1 - track)):
            lists[name].append(value)
        for number in range(3):
            for name, value in zip(lists, (tree, number, 0, "LEAF", 0.0, 0, 0, 0)):
                lists[name].append(value)
            for name, value in zip(weights, (tree, number, 0, float(leaves[number]))):
                weights[name].append(value)
    attributes = {f"nodes_{name}": values for name, values in lists.items()} | {f"target_{name}": values for name, values in weights.items()}
    node = helper.make_node(
        "TreeEnsembleRegressor", ["X"], ["score"], domain="ai.onnx.ml", n_targets=1, aggregate_function=aggregate, base_values=[0.375], **attributes
    )
    return model_of(node)


def ensemble(numbers):
    """The operator of version 5, its first tree a single leaf."""
    modes, splits, features, tracks, ids, leafs, weights, roots = [0], [0.0], [0], [0], [[0], [0]], [[1], [1]], [0.25], [0]
    for track, both, columns, thresholds, leaves in trees_of(numbers):
        root = len(modes)
        roots.append(root)
        at = len(weights)
        weights += [float(leaf) for leaf in leaves]
        for step, (true, false) in enumerate([((0, root + 1), (1, at + 2)), ((1, at), (1, at + 1))]):
            modes.append(MODES.index(both[step]))
            splits.append(thresholds[step])
            features.append(columns[step])
            tracks.append(track if step == 0 else 1 - track)
            for side, (leaf, number) in enumerate((true, false)):
                leafs[side].append(leaf)
                ids[side].append(number)
    tensor = lambda name, kind, values: helper.make_tensor(name, kind, [len(values)], values)
    node = helper.make_node(
        "TreeEnsemble",
        ["X"],
        ["score"],
        domain="ai.onnx.ml",
        n_targets=1,
        aggregate_function=1,
        post_transform=0,
        tree_roots=roots,
        nodes_modes=tensor("modes", TensorProto.UINT8, modes),
        nodes_splits=tensor("splits", TensorProto.FLOAT, splits),
        nodes_featureids=features,
        nodes_missing_value_tracks_true=tracks,
        nodes_truenodeids=ids[0],
        nodes_falsenodeids=ids[1],
        nodes_trueleafs=leafs[0],
        nodes_falseleafs=leafs[1],
        leaf_targetids=[0] * len(weights),
        leaf_weights=tensor("weights", TensorProto.FLOAT, weights),
    )
    return model_of(node, version=5)


def models(numbers):
    yield "modes", regressor(numbers, "SUM")
    yield "modes-average", regressor(numbers, "AVERAGE")
    yield "modes-version-5", ensemble(numbers)
