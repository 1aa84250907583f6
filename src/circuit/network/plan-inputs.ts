import type { NetworkInput, NetworkPiece, QuantisedNetwork } from "../../model/quantised-network.ts";
import { type OpenedFeature, planFeatures, startsOf } from "../write-features.ts";

/** What an input adds to the sums of the first layer, in each atom of its feature: slope * code + offset for each neuron. */
export interface InputPlan {
  /** Position among the features. */
  feature: number;
  /** The different lists of slopes that it has. The first is multiplied with the code everywhere, each other one takes a product: where it counts, the code. */
  slopes: readonly (readonly bigint[])[];
  /** For each atom which of them counts. */
  choice: readonly number[];
  /** For each atom and neuron. */
  offsets: readonly (readonly bigint[])[];
}

export interface InputsPlan {
  /** In schema order: as the circuit's inputs. */
  features: readonly OpenedFeature[];
  inputs: readonly InputPlan[];
}

const addedAt = ({ slopes, offsets }: NetworkPiece, code: bigint): bigint[] => slopes.map((slope, k) => slope * code + (offsets[k] as bigint));

/** Pieces of one code take the slopes of a neighbour: what is one value needs no product of its own. */
function smoothed(pieces: readonly NetworkPiece[], size: bigint): NetworkPiece[] {
  const single = pieces.map(({ from }, i) => (pieces[i + 1]?.from ?? size) - from === 1n);
  let slopes = pieces.find((_, i) => !single[i])?.slopes ?? (pieces[0] as NetworkPiece).slopes.map(() => 0n);
  return pieces.map((piece, i) => {
    if (!single[i]) {
      slopes = piece.slopes;
      return piece;
    }
    const own = slopes;
    return { from: piece.from, slopes: own, offsets: addedAt(piece, piece.from).map((value, k) => value - (own[k] as bigint) * piece.from) };
  });
}

function planInput({ feature, pieces }: NetworkInput, features: readonly OpenedFeature[]): InputPlan {
  const at = features.findIndex((own) => own.feature === feature);
  const opened = features[at] as OpenedFeature;
  const lines = smoothed(pieces, opened.size);
  const atoms = startsOf(opened).map((code) => lines.findLast(({ from }) => from <= code) as NetworkPiece);
  const slopes = new Map(atoms.map((piece) => [piece.slopes.join(), piece.slopes]));
  const keys = [...slopes.keys()];
  return {
    feature: at,
    slopes: [...slopes.values()],
    choice: atoms.map((piece) => keys.indexOf(piece.slopes.join())),
    offsets: atoms.map(({ offsets }) => offsets),
  };
}

/** Plans every raw feature that the model reads and every input over it. */
export function planInputs({ schema, inputs }: QuantisedNetwork): InputsPlan {
  const features = planFeatures(schema, inputs);
  return { features, inputs: inputs.map((input) => planInput(input, features)) };
}
