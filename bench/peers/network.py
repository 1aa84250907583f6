"""A model of bench/peers/peer-model.ts as the ONNX graph that EZKL is given, with as few parameters and operations as it needs."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper


class Graph:
    """Nodes and constants of a graph from `record`, float32[1, features], to `output`, one float32."""

    def __init__(self):
        self.nodes = []
        self.constants = []

    def constant(self, values, kind=np.float32):
        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(values, dtype=kind), name))
        return name

    def positions(self, values):
        """Whole numbers that say where something is: no parameters of the model."""
        return self.constant(values, np.int64)

    def add(self, operator, inputs, **attributes):
        name = f"value{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], **attributes))
        return name

    def close(self, features, output):
        self.nodes.append(helper.make_node("Reshape", [output, self.positions([1, 1])], ["output"]))
        tensor = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        graph = helper.make_graph(self.nodes, "model", [tensor("record", [1, features])], [tensor("output", [1, 1])], self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def write_tests(graph, model, step):
    """Which cuts the record reaches, as 0 and 1: [1, cuts]. Each is asked once, however often the model uses it."""
    asked = graph.add("Gather", ["record", graph.positions([feature for feature, _ in model["cuts"]])], axis=1)
    reached = graph.add("GreaterOrEqual", [asked, graph.constant([[cut * step(feature) for feature, cut in model["cuts"]]])])
    return graph.add("Cast", [reached], to=TensorProto.FLOAT)


def write_sum(graph, model, tests, step, unit):
    total = graph.add("MatMul", [tests, graph.constant([[delta / unit] for delta in model["deltas"]])])
    if model["slopes"]:
        read = graph.add("Gather", ["record", graph.positions([feature for feature, _ in model["slopes"]])], axis=1)
        line = graph.add("MatMul", [read, graph.constant([[slope / unit / step(feature)] for feature, slope in model["slopes"]])])
        total = graph.add("Add", [total, line])
    return total


def write_trees(graph, model, tests, unit):
    """From the leaves upwards, every test chooses one of two: [trees, 2^level] from [trees, 2^(level + 1)]."""
    trees = len(model["leaves"])
    values = graph.constant(np.array(model["leaves"]) / unit)
    for level in reversed(range(len(model["levels"]))):
        width = 2**level
        choice = graph.add("Gather", [tests, graph.positions(np.ravel(model["levels"][level]))], axis=1)
        choice = graph.add("Reshape", [choice, graph.positions([trees, width])])
        below, above = (graph.add("Gather", [values, graph.positions(range(side, 2 * width, 2))], axis=1) for side in (0, 1))
        step = graph.add("Mul", [graph.add("Sub", [above, below]), choice])
        values = graph.add("Add", [step, below])
    return graph.add("ReduceSum", [values, graph.positions([0, 1])], keepdims=1)


def write_layers(graph, model, natural):
    """Sums layer by layer, with what of each is above 0 read by the next: [1, neurons]."""
    values = "record"
    for position, layer in enumerate(model["layers"]):
        weights, biases = np.array(layer["weights"]), np.array(layer["biases"])
        if natural:
            if position == 0:
                biases = biases + weights @ np.array(model["origins"])
                weights = weights / np.array(model["steps"])
            weights, biases = weights / layer["weightUnit"], biases / layer["sumUnit"]
        if position > 0:
            values = graph.add("Relu", [values])
        values = graph.add("Add", [graph.add("MatMul", [values, graph.constant(weights.T)]), graph.constant([biases])])
    return values


def write_network(model, natural):
    """@param natural floats in the units that people read, for calibration; otherwise codes and whole numbers of the model's own unit."""
    step = (lambda feature: model["steps"][feature]) if natural else (lambda feature: 1)
    unit = model["divisor"] if natural else 1
    graph = Graph()
    if model["kind"] == "dense":
        return graph.close(len(model["steps"]), write_layers(graph, model, natural))
    tests = write_tests(graph, model, step)
    total = write_trees(graph, model, tests, unit) if model["kind"] == "trees" else write_sum(graph, model, tests, step, unit)
    total = graph.add("Add", [total, graph.constant([[model["start"] / unit]])])
    return graph.close(len(model["steps"]), total)
