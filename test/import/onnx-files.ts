import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

const { Varint, Bit32, LengthDelimited } = WireType;

/** One field of a message as it is written: its number, and a number, a float, text, bytes or another message. */
export type Field = readonly [number: number, kind: "whole" | "float" | "text" | "message", value: number | string | Uint8Array | readonly Field[]];

export function message(fields: readonly Field[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [number, kind, value] of fields) {
    if (kind === "whole") writer.tag(number, Varint).int64(value as number);
    else if (kind === "float") writer.tag(number, Bit32).float(value as number);
    else if (kind === "text") writer.tag(number, LengthDelimited).string(value as string);
    else writer.tag(number, LengthDelimited).bytes(value instanceof Uint8Array ? value : message(value as readonly Field[]));
  }
  return writer.finish();
}

/** A tensor with its values one by one, as protobuf allows. */
export interface TensorSpec {
  name?: string;
  dims: readonly number[];
  floats?: readonly number[];
  wholes?: readonly number[];
  texts?: readonly string[];
  type?: number;
  more?: readonly Field[];
}

export const tensorFields = ({ name, dims, floats = [], wholes = [], texts = [], type, more = [] }: TensorSpec): Field[] => [
  ...dims.map((dim): Field => [1, "whole", dim]),
  [2, "whole", type ?? (floats.length > 0 ? 1 : texts.length > 0 ? 8 : 7)],
  ...floats.map((value): Field => [4, "float", value]),
  ...wholes.map((value): Field => [type === 2 ? 5 : 7, "whole", value]),
  ...texts.map((value): Field => [6, "text", value]),
  ...(name === undefined ? [] : [[8, "text", name] as const]),
  ...more,
];

/** An attribute: a list of numbers is of floats where it is wrapped so. */
export type AttributeSpec =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | { floats: readonly number[] }
  | { float: number }
  | { tensor: TensorSpec }
  | { fields: readonly Field[] };

function attributeFields(name: string, value: AttributeSpec): Field[] {
  const typed = (type: number, ...fields: Field[]): Field[] => [[1, "text", name], ...fields, [20, "whole", type]];
  if (typeof value === "number") return typed(2, [3, "whole", value]);
  if (typeof value === "string") return typed(3, [4, "text", value]);
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === "string")
      ? typed(8, ...value.map((item): Field => [9, "text", item]))
      : typed(7, ...value.map((item): Field => [8, "whole", item as number]));
  }
  if ("floats" in value) return typed(6, ...value.floats.map((item): Field => [7, "float", item]));
  if ("float" in value) return typed(1, [2, "float", value.float]);
  if ("tensor" in value) return typed(4, [5, "message", tensorFields(value.tensor)]);
  return [[1, "text", name], ...(value as { fields: readonly Field[] }).fields];
}

export interface NodeSpec {
  operator: string;
  domain?: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, AttributeSpec | undefined>>;
  more?: readonly Field[];
}

export interface ModelSpec {
  version?: number;
  opsets: Readonly<Record<string, number>>;
  nodes: readonly NodeSpec[];
  constants?: readonly TensorSpec[];
  inputs: readonly { name: string; type: number; dims: readonly (number | string | undefined)[] }[];
  outputs: readonly { name: string; type?: number }[];
  graph?: readonly Field[];
}

const dimFields = (dim: number | string | undefined): Field[] => (dim === undefined ? [] : typeof dim === "number" ? [[1, "whole", dim]] : [[2, "text", dim]]);

export function modelBytes({ version = 8, opsets, nodes, constants = [], inputs, outputs, graph = [] }: ModelSpec): Uint8Array {
  const nodeFields = ({ operator, domain = "ai.onnx.ml", inputs: reads, outputs: gives, attributes = {}, more = [] }: NodeSpec): Field[] => [
    ...reads.map((name): Field => [1, "text", name]),
    ...gives.map((name): Field => [2, "text", name]),
    [3, "text", operator],
    [4, "text", operator],
    ...Object.entries(attributes).flatMap(([name, value]): Field[] => (value === undefined ? [] : [[5, "message", attributeFields(name, value)]])),
    [7, "text", domain],
    ...more,
  ];
  return message([
    [1, "whole", version],
    [
      7,
      "message",
      [
        ...nodes.map((node): Field => [1, "message", nodeFields(node)]),
        ...constants.map((constant): Field => [5, "message", tensorFields(constant)]),
        ...inputs.map(({ name, type, dims }): Field => {
          const shape = dims.map((dim): Field => [1, "message", dimFields(dim)]);
          return [
            11,
            "message",
            [
              [1, "text", name],
              [
                2,
                "message",
                [
                  [
                    1,
                    "message",
                    [
                      [1, "whole", type],
                      [2, "message", shape],
                    ],
                  ],
                ],
              ],
            ],
          ];
        }),
        ...outputs.map(
          ({ name, type = 1 }): Field => [
            12,
            "message",
            [
              [1, "text", name],
              [2, "message", [[1, "message", [[1, "whole", type]]]]],
            ],
          ],
        ),
        ...graph,
      ],
    ],
    ...Object.entries(opsets).map(
      ([domain, opset]): Field => [
        8,
        "message",
        [
          [1, "text", domain],
          [2, "whole", opset],
        ],
      ],
    ),
  ]);
}

/** Attributes of a classifier of two classes with a tree of two splits and a tree of one leaf: three columns, the second split by missing cells, too. */
export const CLASSIFIER = {
  nodes_treeids: [0, 0, 0, 0, 0, 1],
  nodes_nodeids: [0, 1, 2, 3, 4, 0],
  nodes_featureids: [0, 2, 0, 0, 0, 0],
  nodes_modes: ["BRANCH_LEQ", "BRANCH_GT", "LEAF", "LEAF", "LEAF", "LEAF"],
  nodes_values: { floats: [35.5, 1200.25, 0, 0, 0, 0] },
  nodes_truenodeids: [1, 3, 0, 0, 0, 0],
  nodes_falsenodeids: [2, 4, 0, 0, 0, 0],
  nodes_missing_value_tracks_true: [0, 1, 0, 0, 0, 0],
  nodes_hitrates: { floats: [1, 1, 1, 1, 1, 1] },
  class_treeids: [0, 0, 0, 1],
  class_nodeids: [2, 3, 4, 0],
  class_ids: [0, 0, 0, 0],
  class_weights: { floats: [0.5, -0.25, 0.125, 0.0625] },
  classlabels_int64s: [0, 1],
  base_values: { floats: [-0.75] },
  post_transform: "LOGISTIC",
} as const satisfies Readonly<Record<string, AttributeSpec>>;

/** A pipeline: `age` as it stands, `income` imputed and scaled, `home` one-hot, and a boosted classifier with its label and its map of probabilities. */
export const pipelineSpec = (): ModelSpec => ({
  opsets: { "": 17, "ai.onnx.ml": 3 },
  inputs: [
    { name: "age", type: 1, dims: [undefined, 1] },
    { name: "income", type: 1, dims: ["rows", 1] },
    { name: "home", type: 8, dims: [1, 1] },
  ],
  outputs: [
    { name: "label", type: 7 },
    { name: "probability", type: 1 },
  ],
  constants: [{ name: "shape", dims: [2], wholes: [-1, 2] }],
  nodes: [
    {
      operator: "Imputer",
      inputs: ["income"],
      outputs: ["filled"],
      attributes: { imputed_value_floats: { floats: [125] }, replaced_value_float: { float: Number.NaN } },
    },
    { operator: "Scaler", inputs: ["filled"], outputs: ["scaled"], attributes: { offset: { floats: [100] }, scale: { floats: [0.5] } } },
    { operator: "OneHotEncoder", inputs: ["home"], outputs: ["flags"], attributes: { cats_strings: ["own", "rent"], zeros: 1 } },
    { operator: "Reshape", domain: "", inputs: ["flags", "shape"], outputs: ["flat"] },
    { operator: "Concat", domain: "", inputs: ["age", "scaled", "flat"], outputs: ["columns"], attributes: { axis: 1 } },
    { operator: "TreeEnsembleClassifier", inputs: ["columns"], outputs: ["given", "scores"], attributes: CLASSIFIER },
    { operator: "Cast", domain: "", inputs: ["given"], outputs: ["label"], attributes: { to: 7 } },
    { operator: "ZipMap", inputs: ["scores"], outputs: ["probability"], attributes: { classlabels_int64s: [0, 1] } },
  ],
});

/** The pipeline with a node's attribute replaced or, for undefined, taken out. */
export function withAttribute(operator: string, name: string, value: AttributeSpec | undefined): ModelSpec {
  const spec = pipelineSpec();
  return { ...spec, nodes: spec.nodes.map((node) => (node.operator === operator ? { ...node, attributes: { ...node.attributes, [name]: value } } : node)) };
}

/** The pipeline with a node changed. */
export function withNode(operator: string, change: Partial<NodeSpec>): ModelSpec {
  const spec = pipelineSpec();
  return { ...spec, nodes: spec.nodes.map((node) => (node.operator === operator ? { ...node, ...change } : node)) };
}
