import { CredenceError } from "../../errors/credence-error.ts";
import {
  floatField,
  floatFields,
  type Message,
  messageField,
  messageFields,
  openSource,
  readMessage,
  textField,
  textFields,
  wholeField,
  wholeFields,
} from "./message.ts";
import { type ElementType, elementType, readTensor, type Tensor } from "./tensor.ts";

/** A value that an operator is set up with. */
export type Attribute =
  | { kind: "float" | "int"; value: number }
  | { kind: "text"; value: string }
  | { kind: "floats" | "ints"; value: readonly number[] }
  | { kind: "texts"; value: readonly string[] }
  | { kind: "tensor"; value: Tensor };

/** One operation of the graph. */
export interface GraphNode {
  /** `model.onnx at TreeEnsembleClassifier`: file and node, for messages. */
  place: string;
  /** The operator with its domain, `ai.onnx.ml.Scaler`; without one for ONNX's own. */
  operator: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: ReadonlyMap<string, Attribute>;
}

/** What a caller of the model gives: rows of one or more columns. */
export interface GraphInput {
  name: string;
  type: ElementType;
  /** Columns of each row. */
  width: number;
}

/** What a caller of the model gets; `type` is undefined for maps, which skl2onnx makes of probabilities. */
export interface GraphOutput {
  name: string;
  type: ElementType | undefined;
}

export interface Graph {
  file: string;
  nodes: readonly GraphNode[];
  constants: ReadonlyMap<string, Tensor>;
  inputs: readonly GraphInput[];
  outputs: readonly GraphOutput[];
}

/** Versions in which the operators read here mean what is read: of ONNX itself, of its operators, of `ai.onnx.ml`. */
const NEWEST = { ir: 14, "": 28, "ai.onnx.ml": 5 } as const;
const MOST_COLUMNS = 100_000;

const refuse = (code: "CRD-1101" | "CRD-1102" | "CRD-1103", place: string, message: string) => new CredenceError(code, message, { place });

function readAttribute(message: Message, place: string): [name: string, attribute: Attribute] {
  const name = textField(message, 1) ?? "";
  const at = `${place} attribute ${name}`;
  const kind = wholeField(message, 20) ?? 0;
  const need = <T>(value: T | undefined): T => {
    if (value === undefined) throw refuse("CRD-1101", at, `It says that it is of type ${kind} and has no such value.`);
    return value;
  };
  switch (kind) {
    case 1:
      return [name, { kind: "float", value: need(floatField(message, 2)) }];
    case 2:
      return [name, { kind: "int", value: need(wholeField(message, 3)) }];
    case 3:
      return [name, { kind: "text", value: need(textField(message, 4)) }];
    case 4:
      return [name, { kind: "tensor", value: readTensor(need(messageField(message, 5)), at.slice(message.source.file.length + 4)) }];
    case 6:
      return [name, { kind: "floats", value: floatFields(message, 7) }];
    case 7:
      return [name, { kind: "ints", value: wholeFields(message, 8) }];
    case 8:
      return [name, { kind: "texts", value: textFields(message, 9) }];
  }
  throw refuse("CRD-1103", at, `Found an attribute of type ${kind}, expected numbers, text or a tensor.`);
}

function readNode(message: Message, number: number): GraphNode {
  const { file } = message.source;
  const type = textField(message, 4) ?? "";
  const name = textField(message, 3) ?? "";
  const place = `${file} at ${name === "" ? `node ${number} ${type}` : name}`;
  const domain = textField(message, 7) ?? "";
  if (type === "") throw refuse("CRD-1101", place, "The node names no operator; is the file whole?");
  const attributes = new Map<string, Attribute>();
  for (const part of messageFields(message, 5)) {
    const [key, value] = readAttribute(part, place);
    if (attributes.has(key)) throw refuse("CRD-1101", place, `The attribute ${key} stands twice; expected it once.`);
    attributes.set(key, value);
  }
  const operator = domain === "" || domain === "ai.onnx" ? type : `${domain}.${type}`;
  return { place, operator, inputs: textFields(message, 1), outputs: textFields(message, 2), attributes };
}

/** The element type and dims of a tensor; a dim that is symbolic or not said is undefined. */
function readTensorType(info: Message): { type: ElementType | undefined; dims: (number | undefined)[] } | undefined {
  const outer = messageField(info, 2);
  const tensor = outer === undefined ? undefined : messageField(outer, 1);
  if (tensor === undefined) return undefined;
  const shape = messageField(tensor, 2);
  return { type: elementType(wholeField(tensor, 1)), dims: shape === undefined ? [] : messageFields(shape, 1).map((dim) => wholeField(dim, 1)) };
}

function readInput(info: Message): GraphInput {
  const name = textField(info, 1) ?? "";
  const place = `${info.source.file} at input ${name}`;
  const tensor = readTensorType(info);
  if (tensor?.type === undefined || tensor.type === "bool" || tensor.type === "uint8")
    throw refuse("CRD-1103", place, "Found another type, expected a tensor of float, double, int64, int32 or string.");
  const [rows, width] = tensor.dims;
  if (tensor.dims.length !== 2 || width === undefined || width < 1 || (rows !== undefined && rows > 1)) {
    const found = tensor.dims.map((dim) => dim ?? "any").join(" x ") || "none";
    throw refuse("CRD-1103", place, `Found the shape ${found}, expected any number of rows, or one, and a number of columns.`);
  }
  if (width > MOST_COLUMNS) throw refuse("CRD-1102", place, `It claims ${width} columns, at most ${MOST_COLUMNS} are read.`);
  return { name, type: tensor.type, width };
}

function checkVersions(model: Message, nodes: readonly GraphNode[]): void {
  const { file } = model.source;
  const version = wholeField(model, 1);
  if (version === undefined || version < 3 || version > NEWEST.ir) {
    throw refuse("CRD-1103", file, `Found the version ${version ?? "none"} of ONNX's format, expected 3 to ${NEWEST.ir}.`);
  }
  const opsets = new Map<string, number>();
  for (const entry of messageFields(model, 8)) {
    const domain = textField(entry, 1) ?? "";
    const known = domain === "ai.onnx" ? "" : domain;
    const opset = wholeField(entry, 2) ?? 0;
    // skl2onnx says the same twice in some files.
    if (opsets.has(known) && opsets.get(known) !== opset)
      throw refuse("CRD-1101", file, `Found two versions of the operators ${JSON.stringify(known)}; expected one.`);
    opsets.set(known, opset);
  }
  for (const { place, operator } of nodes) {
    const domain = operator.includes(".") ? operator.slice(0, operator.lastIndexOf(".")) : "";
    if (domain !== "" && domain !== "ai.onnx.ml")
      throw refuse("CRD-1103", place, `Found the operator ${operator}, expected one of ONNX's own or of ai.onnx.ml.`);
    const opset = opsets.get(domain);
    if (opset === undefined || opset < 1 || opset > NEWEST[domain]) {
      throw refuse("CRD-1103", place, `The file has version ${opset ?? "none"} of the operators ${JSON.stringify(domain)}; expected 1 to ${NEWEST[domain]}.`);
    }
  }
}

/** Every name has one origin before it is used: what a graph without cycles is. */
function checkOrder({ file, nodes, constants, inputs }: Graph): void {
  const known = new Set<string>(constants.keys());
  for (const { name } of inputs) {
    if (known.has(name)) throw refuse("CRD-1101", `${file} at input ${name}`, "The name stands twice; expected it once.");
    known.add(name);
  }
  for (const node of nodes) {
    const stray = node.inputs.find((name) => name !== "" && !known.has(name));
    if (stray !== undefined)
      throw refuse("CRD-1101", node.place, `It reads ${JSON.stringify(stray)}, which nothing before it gives; expected a graph without cycles.`);
    for (const name of node.outputs) {
      if (name === "") continue;
      if (known.has(name)) throw refuse("CRD-1101", node.place, `It gives ${JSON.stringify(name)}, which is there already; expected each name once.`);
      known.add(name);
    }
  }
}

/**
 * True for bytes that are a ModelProto: they begin with the version of the format, as every tool writes them; or their fields are those of a ModelProto with a graph.
 * No text begins with that byte.
 */
export function isOnnx(bytes: Uint8Array): boolean {
  if (bytes[0] === 0x08) return true;
  if (bytes.length === 0) return false;
  try {
    const { fields } = readMessage(openSource("", bytes), 0, bytes.length);
    return fields.has(1) && fields.has(7);
  } catch {
    return false;
  }
}

/**
 * The graph of an ONNX model.
 * @throws CredenceError CRD-1101 (malformed), CRD-1102 (too much), CRD-1103 (a version, a type or an attribute that is not read), with file and byte, node, tensor or input.
 */
export function readGraph(file: string, bytes: Uint8Array): Graph {
  const model = readMessage(openSource(file, bytes), 0, bytes.length);
  const message = messageField(model, 7);
  if (message === undefined) throw refuse("CRD-1101", file, "The file has no graph; is it whole?");
  const nodes = messageFields(message, 1).map(readNode);
  checkVersions(model, nodes);
  if (message.fields.has(15)) throw refuse("CRD-1103", file, "The graph has sparse constants; expected dense ones.");
  const constants = new Map<string, Tensor>();
  for (const part of messageFields(message, 5)) {
    const tensor = readTensor(part, "constant");
    if (constants.has(tensor.name)) throw refuse("CRD-1101", `${file} at constant ${tensor.name}`, "The name stands twice; expected it once.");
    constants.set(tensor.name, tensor);
  }
  // Before version 4 of the format every constant stands among the inputs, too.
  const given = messageFields(message, 11).filter((info) => !constants.has(textField(info, 1) ?? ""));
  const outputs = messageFields(message, 12).map((info): GraphOutput => ({ name: textField(info, 1) ?? "", type: readTensorType(info)?.type }));
  const graph: Graph = { file, nodes, constants, inputs: given.map(readInput), outputs };
  checkOrder(graph);
  return graph;
}
