import { CredenceError } from "../errors/credence-error.ts";
import { featuresOf } from "../model/column-cell.ts";
import { unitsOf } from "../model/decimal.ts";
import { binaryPlaces, dyadicUnits } from "../model/dyadic.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { MarginPolicy, PipelineFile } from "../model/policy.ts";
import type { QuantisedColumn, QuantisedNode, QuantisedTree, QuantisedTrees } from "../model/quantised-trees.ts";
import { marginBounds, openMargin } from "../model/tree-walk.ts";
import type { Tree, TreeEnsembleIR } from "../model/trees-ir.ts";
import type { RecordSchema } from "../record/schema.ts";
import { SCORE_BIAS } from "../statement/outcome.ts";
import { assignReasons } from "./assign-reasons.ts";
import { checkInputs } from "./check-inputs.ts";
import { marginCutOffs, scoreMap } from "./margin-cut-offs.ts";
import { referenceRecord } from "./reference-record.ts";
import { splitTests } from "./split-tests.ts";

/** Margins of more places would not meet a real leaf, and leave no room in a field element. */
const MOST_PLACES = 160;
/** lcm(1..n) grows; beyond this a path of so many different columns is no longer a model that anybody can read. */
const MOST_COLUMNS_ON_A_PATH = 32;

const refuse = (code: "CRD-1013" | "CRD-1015" | "CRD-1102" | "CRD-1103" | "CRD-1105", place: string, message: string) =>
  new CredenceError(code, message, { place });

/** What the margin of a bad outcome is made of: trees that count, each with a sign, and where everybody starts. */
interface MarginParts {
  trees: readonly { tree: Tree; sign: bigint }[];
  initial: readonly { value: number; sign: bigint }[];
  logistic: boolean;
}

/**
 * Of two classes the difference of their margins decides, since softmax of two is logistic of the difference. Of more, the margin of the class that the policy names, which is
 * compared with cut-offs of the margin only: its probability depends on the others.
 */
function marginParts({ trees, initialMargins, link, source }: TreeEnsembleIR, policy: MarginPolicy): MarginParts {
  const classes = initialMargins.length;
  const chosen = policy.class ?? (classes === 2 ? 1 : 0);
  if (classes > 2 && policy.class === undefined) {
    throw refuse("CRD-1013", "class", `${source.file} has ${classes} classes; expected the one whose margin decides, from 0 to ${classes - 1}.`);
  }
  if (chosen >= classes) throw refuse("CRD-1013", "class", `Found ${chosen}, expected a class from 0 to ${classes - 1}.`);
  const direction = policy.predicts === "bad" ? 1n : -1n;
  const signOf = (group: number) => (group === chosen ? direction : classes === 2 ? -direction : 0n);
  return {
    trees: trees.map((tree) => ({ tree, sign: signOf(tree.group) })).filter(({ sign }) => sign !== 0n),
    initial: initialMargins.map((value, group) => ({ value, sign: signOf(group) })).filter(({ sign }) => sign !== 0n),
    logistic: link.kind === "logistic" || (link.kind === "softmax" && classes === 2),
  };
}

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

/** @throws CredenceError CRD-1013 for cut-offs that decide nothing, CRD-1015 for scores that do not fit the packed outcome. */
function checkMargins(model: QuantisedTrees): void {
  const { policy, marginBits, marginDivisor } = model;
  const { least, most } = marginBounds(model);
  const perOne = Number(marginDivisor) * 2 ** marginBits;
  const spell = (margin: bigint) => (Number(margin) / perOne).toPrecision(6);
  if (policy.bandWidth < 1n) throw refuse("CRD-1013", "bandWidth", `Found ${policy.bandWidth}, expected a width above 0.`);
  if (policy.approveBelow <= least || policy.approveBelow > most) {
    const range = `from ${spell(least)} to ${spell(most)}`;
    throw refuse(
      "CRD-1013",
      "cutOffs.approveBelow",
      `Found the margin ${spell(policy.approveBelow)}, which decides nothing; the margins of the model are ${range}.`,
    );
  }
  const { offset, slope, divisor } = policy.score;
  const [low, high] = [floorDivide(offset - slope * most, divisor), floorDivide(offset - slope * least, divisor)];
  if (floorDivide(low, policy.bandWidth) * policy.bandWidth < -SCORE_BIAS || high >= SCORE_BIAS) {
    throw refuse("CRD-1015", "score", `Scores run from ${low} to ${high}, expected to fit 32 bits with their bands of ${policy.bandWidth}.`);
  }
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
  checkInputs(ir.inputs, schema, pipeline?.pipeline);
  const parts = marginParts(ir, policy);
  const tests = splitTests({ ...ir, trees: parts.trees.map(({ tree }) => tree) }, schema, pipeline?.pipeline);
  if (tests.columns.length === 0) throw refuse("CRD-1103", ir.source.file, "No tree has a split; expected a model that reads something.");

  const leaves = tests.trees.flatMap(({ nodes }) => nodes.flatMap((node) => (node.kind === "leaf" ? [node.value] : [])));
  const marginBits = [...leaves, ...parts.initial.map(({ value }) => value), ir.initialMarginError].reduce(
    (most, value) => Math.max(most, binaryPlaces(value)),
    0,
  );
  if (marginBits > MOST_PLACES) throw refuse("CRD-1105", ir.source.file, `A leaf has ${marginBits} binary places, expected at most ${MOST_PLACES}.`);

  const trees = parts.trees.map(
    ({ sign }, i): QuantisedTree => ({
      nodes: (tests.trees[i] as Tree).nodes.map((node): QuantisedNode => {
        if (node.kind === "leaf") return { kind: "leaf", value: sign * dyadicUnits(node.value, marginBits), source: node.source };
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
  const initialMargin = parts.initial.reduce((sum, { value, sign }) => sum + sign * dyadicUnits(value, marginBits), 0n);
  const marginError = BigInt(parts.initial.length) * dyadicUnits(ir.initialMarginError, marginBits);
  const link = parts.logistic ? (ir.link.kind === "logistic" ? ir.link : { kind: "logistic" as const, slope: 1 }) : ir.link;
  const cutOffs = marginCutOffs(policy, link, unit, marginError);

  const bandWidth = unitsOf(policy.bandWidth, 0);
  if (bandWidth === undefined) throw refuse("CRD-1013", "bandWidth", "Found a fraction of a point, expected whole points.");
  const read = new Set(columns.flatMap(featuresOf));
  const window =
    policy.reference.method === "median-at-cut-off" ? (policy.reference.window.units * unit.perOne) / 10n ** BigInt(policy.reference.window.scale) : 0n;
  const margin = openMargin({ schema, columns, trees, initialMargin });
  const reference = referenceRecord(policy.reference, schema, read, population, (codes) => {
    const at = margin(codes);
    return at < cutOffs.approveBelow && at >= cutOffs.approveBelow - window;
  });

  const model: QuantisedTrees = {
    format: "credence.model/1",
    kind: "trees",
    name: policy.model.name,
    version: policy.model.version,
    sourceSha256: ir.source.sha256,
    pipelineSha256: pipeline?.sha256 ?? "",
    schema,
    pointsScale: 0,
    summation: ir.summation,
    marginBits,
    marginDivisor,
    initialMargin,
    marginError,
    reasonScale: weightScale(players),
    columns,
    trees,
    policy: {
      name: policy.name,
      ...cutOffs,
      score: scoreMap(policy, unit),
      bandWidth,
      referenceMethod: policy.reference.method,
      reference,
      reasons: policy.reasons.map(({ code, sentence }) => ({ code, sentence })),
    },
  };
  checkMargins(model);
  return model;
}
