import { BASE_FIELD_ORDER } from "../statement/field.ts";
import { type Bn254, openCurve } from "./bn254.ts";
import { readScalar } from "./scalar-bytes.ts";
import { SnarkjsVerificationKey } from "./snarkjs-verification-key.ts";
import { readZkey, ZKEY_SECTION } from "./zkey-file.ts";

const asDecimals = (value: unknown): unknown => (Array.isArray(value) ? value.map(asDecimals) : String(value));

/** (2^256)^-1 in the base field: what brings a coordinate out of Montgomery form. */
const FROM_MONTGOMERY = 20988524275117001072002809824448087578619730785600314334253784976379291040311n;

function coordinates(point: Uint8Array): string[] {
  const values: string[] = [];
  for (let at = 0; at < point.length; at += 32) values.push(((readScalar(point, at) * FROM_MONTGOMERY) % BASE_FIELD_ORDER).toString());
  return values;
}

/** A point's coordinates as 32 bytes each, highest first, imaginary parts before real ones: the form that ceremonies hash. */
export const uncompressedPoint = (point: Uint8Array): Uint8Array => {
  const words = coordinates(point);
  const [x, y] = [words.slice(0, words.length / 2).reverse(), words.slice(words.length / 2).reverse()];
  return Buffer.from([...x, ...y].map((word) => BigInt(word).toString(16).padStart(64, "0")).join(""), "hex");
};

const decodeG1 = (point: Uint8Array) => [...coordinates(point), "1"];
const decodeG2 = (point: Uint8Array) => {
  const [x0, x1, y0, y1] = coordinates(point);
  return [
    [x0, x1],
    [y0, y1],
    ["1", "0"],
  ];
};

/** The verification key that a proving key holds, without the pairing of alpha and beta: what it takes to compare two keys, at no cost. */
export function readVerificationPoints(zkeyPath: string): Omit<SnarkjsVerificationKey, "vk_alphabeta_12"> {
  const { header, section } = readZkey(zkeyPath);
  const points = section(ZKEY_SECTION.publicPoints);
  return SnarkjsVerificationKey.omit({ vk_alphabeta_12: true }).parse({
    protocol: "groth16",
    curve: "bn128",
    nPublic: header.publicSignals,
    vk_alpha_1: decodeG1(header.alpha1),
    vk_beta_2: decodeG2(header.beta2),
    vk_gamma_2: decodeG2(header.gamma2),
    vk_delta_2: decodeG2(header.delta2),
    IC: Array.from({ length: points.length / 64 }, (_, i) => decodeG1(points.subarray(64 * i, 64 * i + 64))),
  });
}

/**
 * The verification key of a proving key, equal to what `snarkjs zkey export verificationkey` writes.
 * @throws CredenceError CRD-9002, CRD-4002.
 */
export async function exportVerificationKey(zkeyPath: string, curve?: Bn254): Promise<SnarkjsVerificationKey> {
  const { header } = readZkey(zkeyPath);
  const { IC, ...points } = readVerificationPoints(zkeyPath);
  const on = curve ?? (await openCurve());
  const alphaBeta = asDecimals(on.Gt.toObject(on.pairing(header.alpha1, header.beta2)));
  return SnarkjsVerificationKey.parse({ ...points, vk_alphabeta_12: alphaBeta, IC });
}
