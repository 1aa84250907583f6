import { CredenceError } from "../errors/credence-error.ts";
import { featuresOf } from "../model/column-cell.ts";
import { binaryPlaces, dyadicUnits } from "../model/dyadic.ts";
import type { MarginPolicy, PipelineFile } from "../model/policy.ts";
import type { QuantisedColumn, QuantisedNode, QuantisedTree, QuantisedTrees } from "../model/quantised-trees.ts";
import { marginBounds, openMargin } from "../model/tree-walk.ts";
import type { TreeEnsembleIR } from "../model/trees-ir.ts";
import type { RecordSchema } from "../record/schema.ts";
import { assignReasons } from "./assign-reasons.ts";
import { checkInputs } from "./check-inputs.ts";
import { closeMarginPolicy } from "./close-margin-policy.ts";
import { marginClasses } from "./margin-classes.ts";
import { marginModelHead } from "./margin-model-head.ts";
import { splitTests } from "./split-tests.ts";

/** Margins of more places would not meet a real leaf, and leave no room in a field element. */
const MOST_PLACES = 160;
/** lcm(1..n) grows; beyond this a path of so many different columns is no longer a model that anybody can read. */
const MOST_COLUMNS_ON_A_PATH = 32;

const refuse = (code: "CRD-1013" | "CRD-1102" | "CRD-1103" | "CRD-1105", place: string, message: string) => new CredenceError(code, message, { place });

/** The most different columns on a path from the root to a leaf. */
function columnsOnAPath({ nodes }: QuantisedTree): number {
  const sets: Set<number>[] = [new Set()];
  let most = 0;
  nodes.forEach((node, i) => {
    const above = sets[i] as Set<number>;
    if (node.kind === "leaf") {
      most = Math.max(most, above.size);
      return;
    }
    const here = new Set(above).add(node.column);
    sets[node.yes] = here;
    sets[node.no] = here;
  });
  return most;
}

/** lcm(1..n): the denominators n * C(n-1, k) of the weights of n players divide it. */
function weightScale(players: number): bigint {
  let scale = 1n;
  for (let n = 2n; n <= BigInt(players); n++) {
    let [a, b] = [scale, n];
    while (b !== 0n) [a, b] = [b, a % b];
    scale = (scale / a) * n;
  }
  return scale;
}

/**
 * An ensemble in integers only, with no error but the one that its source leaves open: thresholds become exact sets of cells, leaves units of 2^-marginBits.
 * @param population codes in schema order of the rows that the policy's reference is taken from; not read where the policy writes the record down.
 * @throws CredenceError 1013 to 1015, 1102, 1103, 1105 to 1109, 1112, with the node of the model file or the entry of policy or pipeline, and what was expected.
 */
export function quantiseTrees(
  ir: TreeEnsembleIR,
  schema: RecordSchema,
  policy: MarginPolicy,
  pipeline?: PipelineFile,
  population: readonly (readonly bigint[])[] = [],
): QuantisedTrees {
  if (policy.shape !== undefined) throw refuse("CRD-1013", "shape", "Found room for terms and rows, expected none: trees are built in fixed mode.");
  checkInputs(ir.inputs, schema, pipeline?.pipeline);
  const { signs, link } = marginClasses(ir.initialMargins.length, ir.link, ir.source.file, policy);
  const signOf = (group: number) => signs[group] as bigint;
  const tests = splitTests({ ...ir, trees: ir.trees.filter(({ group }) => signOf(group) !== 0n) }, schema, pipeline?.pipeline);
  const initial = ir.initialMargins.map((value, group) => ({ value, sign: signOf(group) })).filter(({ sign }) => sign !== 0n);
  if (tests.columns.length === 0) throw refuse("CRD-1103", ir.source.file, "No tree has a split; expected a model that reads something.");

  const leaves = tests.trees.flatMap(({ nodes }) => nodes.flatMap((node) => (node.kind === "leaf" ? [node.value] : [])));
  const marginBits = [...leaves, ...initial.map(({ value }) => value), ir.initialMarginError].reduce((most, value) => Math.max(most, binaryPlaces(value)), 0);
  if (marginBits > MOST_PLACES) throw refuse("CRD-1105", ir.source.file, `A leaf has ${marginBits} binary places, expected at most ${MOST_PLACES}.`);

  const trees = tests.trees.map(
    ({ group, nodes }): QuantisedTree => ({
      nodes: nodes.map((node): QuantisedNode => {
        if (node.kind === "leaf") return { kind: "leaf", value: signOf(group) * dyadicUnits(node.value, marginBits), source: node.source };
        const { column, cells } = tests.of(node);
        return { kind: "split", column, cells, yes: node.yes, no: node.no };
      }),
    }),
  );
  const players = trees.reduce((most, tree) => Math.max(most, columnsOnAPath(tree)), 0);
  if (players > MOST_COLUMNS_ON_A_PATH) {
    throw refuse("CRD-1102", ir.source.file, `A path asks ${players} different columns, expected at most ${MOST_COLUMNS_ON_A_PATH}.`);
  }

  const names = [...new Set(tests.columns.map(({ characteristic }) => characteristic))];
  const positions = assignReasons({ characteristics: names.map((name) => ({ name })) }, policy);
  const columns = tests.columns.map(
    ({ column, characteristic }): QuantisedColumn => ({ ...column, reason: positions[names.indexOf(characteristic)] as number }),
  );

  const marginDivisor = BigInt(ir.divisor);
  const unit = { perOne: marginDivisor << BigInt(marginBits) };
  const initialMargin = initial.reduce((sum, { value, sign }) => sum + sign * dyadicUnits(value, marginBits), 0n);
  const marginError = BigInt(initial.length) * dyadicUnits(ir.initialMarginError, marginBits);
  const body = { schema, columns, trees, initialMargin };
  const open = { schema, link, unit, error: marginError, bounds: marginBounds(body), read: new Set(columns.flatMap(featuresOf)), margin: openMargin(body) };

  return {
    ...marginModelHead(ir, schema, policy, pipeline),
    kind: "trees",
    marginBits,
    marginDivisor,
    initialMargin,
    marginError,
    reasonScale: weightScale(players),
    columns,
    trees,
    policy: closeMarginPolicy(policy, open, population),
  };
}
