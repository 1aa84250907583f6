import { z } from "zod";
import { BASE_FIELD_ORDER } from "../statement/field.ts";
import { type Bn254, openCurve } from "./bn254.ts";
import { readScalar } from "./scalar-bytes.ts";
import { readZkey, ZKEY_SECTION } from "./zkey-file.ts";

const coordinate = z
  .string()
  .regex(/^(0|[1-9]\d{0,77})$/, "a decimal integer")
  .refine((text) => BigInt(text) < BASE_FIELD_ORDER, "below the base field's order");
const pair = z.tuple([coordinate, coordinate]);
const g1 = z.tuple([coordinate, coordinate, z.literal("1")]);
const g2 = z.tuple([pair, pair, z.tuple([z.literal("1"), z.literal("0")])]);
const sixth = z.tuple([pair, pair, pair]);

/** A Groth16 verification key as snarkjs writes it: projective points of decimal strings, coordinates in F_q2 with the real part first. */
export const SnarkjsVerificationKey = z.strictObject({
  protocol: z.literal("groth16"),
  curve: z.literal("bn128"),
  nPublic: z.int().positive(),
  vk_alpha_1: g1,
  vk_beta_2: g2,
  vk_gamma_2: g2,
  vk_delta_2: g2,
  /** The pairing of alpha and beta, which nothing here relies on. */
  vk_alphabeta_12: z.tuple([sixth, sixth]),
  IC: z.array(g1),
});
export type SnarkjsVerificationKey = z.infer<typeof SnarkjsVerificationKey>;

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
