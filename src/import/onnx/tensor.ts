import { CredenceError } from "../../errors/credence-error.ts";
import { MOST_VALUES } from "../document.ts";
import { bytesField, doubleFields, floatFields, type Message, textField, textFields, wholeField, wholeFields } from "./message.ts";

/** The types of elements that models of scores are made of, by their number in ONNX. */
const ELEMENTS = { 1: "float", 2: "uint8", 6: "int32", 7: "int64", 8: "string", 9: "bool", 11: "double" } as const;
export type ElementType = (typeof ELEMENTS)[keyof typeof ELEMENTS];

/** A constant of the graph. */
export interface Tensor {
  kind: "tensor";
  name: string;
  type: ElementType;
  dims: readonly number[];
  /** In row-major order. */
  values: readonly number[] | readonly string[];
}

/** The type of a number in ONNX, or undefined for one that no model of scores has. */
export const elementType = (number: number | undefined): ElementType | undefined =>
  number !== undefined && Object.hasOwn(ELEMENTS, number) ? ELEMENTS[number as keyof typeof ELEMENTS] : undefined;

const SIZES = { float: 4, double: 8, int32: 4, int64: 8, bool: 1, uint8: 1 } as const;

function readRaw(bytes: Uint8Array, type: Exclude<ElementType, "string">, count: number): number[] | undefined {
  if (bytes.length !== count * SIZES[type]) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = {
    float: (i: number) => view.getFloat32(4 * i, true),
    double: (i: number) => view.getFloat64(8 * i, true),
    int32: (i: number) => view.getInt32(4 * i, true),
    int64: (i: number) => Number(view.getBigInt64(8 * i, true)),
    bool: (i: number) => view.getUint8(i),
    uint8: (i: number) => view.getUint8(i),
  }[type];
  return Array.from({ length: count }, (_, i) => read(i));
}

function readTyped(message: Message, type: ElementType): readonly number[] | readonly string[] {
  switch (type) {
    case "float":
      return floatFields(message, 4);
    case "double":
      return doubleFields(message, 10);
    case "int64":
      return wholeFields(message, 7);
    case "string":
      return textFields(message, 6);
    case "int32":
    case "bool":
    case "uint8":
      return wholeFields(message, 5);
  }
}

/**
 * A TensorProto. External data is refused whole: it exists for weights beyond the 2 GB of one protobuf, a model of scores is a thousandth of that, and bytes of other files would stand outside
 * the digest that the model is registered under.
 * @throws CredenceError CRD-1101 (dims and values that do not agree), CRD-1102 (too many), CRD-1103 (external data, another type of elements), with file and tensor.
 */
export function readTensor(message: Message, owner: string): Tensor {
  const name = textField(message, 8) ?? "";
  const place = `${message.source.file} at ${owner}${name === "" ? "" : ` ${name}`}`;
  if (message.fields.has(13) || (wholeField(message, 14) ?? 0) !== 0) {
    throw new CredenceError("CRD-1103", "Its values lie in another file; expected them in the model itself, as skl2onnx writes them.", { place });
  }
  const number = wholeField(message, 2);
  const type = elementType(number);
  if (type === undefined) throw new CredenceError("CRD-1103", `Found elements of type ${number}, expected ${Object.values(ELEMENTS).join(", ")}.`, { place });
  const dims = wholeFields(message, 1);
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (!dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0))
    throw new CredenceError("CRD-1101", `Found the dims ${dims.join(", ")}, expected none below 0.`, { place });
  if (count > MOST_VALUES) throw new CredenceError("CRD-1102", `It claims ${count} values, at most ${MOST_VALUES} are read.`, { place });
  const raw = bytesField(message, 9);
  const values = raw === undefined || type === "string" ? readTyped(message, type) : readRaw(raw, type, count);
  if (values?.length === count) return { kind: "tensor", name, type, dims, values };
  const found = values === undefined ? `${(raw as Uint8Array).length} bytes` : `${values.length} values`;
  throw new CredenceError("CRD-1101", `Found ${found}, expected ${count} of ${type}; is the file whole?`, { place });
}
