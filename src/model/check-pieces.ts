import { cardinality } from "../record/schema.ts";
import type { QuantisedLinear } from "./quantised-linear.ts";
import type { QuantisedNetwork } from "./quantised-network.ts";

/** What reads one raw feature, and adds to a margin or a layer by pieces of its codes. */
interface PieceReader {
  feature: number;
  reason: number;
  pieces: readonly { from: bigint }[];
}

type PiecesModel = Pick<QuantisedLinear | QuantisedNetwork, "schema" | "policy">;

function faultOfReader({ feature, reason, pieces }: PieceReader, { schema, policy }: PiecesModel): string | undefined {
  const raw = schema.features[feature];
  if (raw === undefined) return "reads a feature that the schema does not have";
  if (policy.reasons[reason] === undefined) return "has a reason that the policy does not have";
  const ascend = pieces.every(({ from }, i) => (i === 0 ? from === 0n : from > (pieces[i - 1] as { from: bigint }).from));
  if (pieces.length === 0 || !ascend || (pieces.at(-1) as { from: bigint }).from >= cardinality(raw))
    return "has pieces that do not ascend from 0 within its codes";
  return undefined;
}

/**
 * What is wrong with a model's terms or inputs, in schema order, or undefined.
 * @param what a reader is called.
 * @param faultOfOwn what else can be wrong with one.
 */
export function faultOfReaders<R extends PieceReader>(
  what: "term" | "input",
  readers: readonly R[],
  model: PiecesModel,
  faultOfOwn: (reader: R) => string | undefined = () => undefined,
): string | undefined {
  if (readers.length === 0) return `it has no ${what}`;
  for (const [position, reader] of readers.entries()) {
    const fault = faultOfReader(reader, model) ?? faultOfOwn(reader);
    if (fault !== undefined) return `${what} ${position} ${fault}`;
    const before = readers[position - 1];
    if (before !== undefined && before.feature > reader.feature) return `${what} ${position} is out of order`;
  }
  return undefined;
}

/** The first reason of the policy that no term or input has, as a fault, or undefined. */
export function faultOfReasons(what: "term" | "input", readers: readonly PieceReader[], { policy }: PiecesModel): string | undefined {
  const unused = policy.reasons.find((_, position) => readers.every(({ reason }) => reason !== position));
  return unused === undefined ? undefined : `no ${what} has the reason ${unused.code}`;
}
