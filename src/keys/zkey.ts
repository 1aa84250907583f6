import { BASE_FIELD_ORDER, FIELD_ORDER } from "../statement/field.ts";
import { readScalar } from "./scalar-bytes.ts";

/** The sections of a Groth16 proving key as snarkjs lays it out. */
export const ZKEY_SECTION = {
  protocol: 1,
  header: 2,
  publicPoints: 3,
  coefficients: 4,
  pointsA: 5,
  pointsB1: 6,
  pointsB2: 7,
  pointsC: 8,
  pointsH: 9,
  contributions: 10,
} as const;

export const GROTH16 = 1;

export interface ZkeyHeader {
  wires: number;
  publicSignals: number;
  domainSize: number;
  /** Affine points in Montgomery form. */
  alpha1: Uint8Array;
  beta1: Uint8Array;
  beta2: Uint8Array;
  gamma2: Uint8Array;
  delta1: Uint8Array;
  delta2: Uint8Array;
}

/** A proving key's sections, read when they are asked for. */
export interface ZkeyFile {
  header: ZkeyHeader;
  /** @throws CredenceError CRD-4002 where there is no such section. */
  section(kind: number): Uint8Array;
}

/**
 * Decodes a proving key's header.
 * @param refuse throws the error of whoever reads the key; `expected` says what was not there.
 */
export function decodeZkey(section: ZkeyFile["section"], refuse: (expected: string) => never): ZkeyFile {
  const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const protocol = section(ZKEY_SECTION.protocol);
  if (protocol.length !== 4 || view(protocol).getUint32(0, true) !== GROTH16) refuse("the Groth16 protocol");

  const bytes = section(ZKEY_SECTION.header);
  if (bytes.length !== 660 || readScalar(bytes, 4) !== BASE_FIELD_ORDER || readScalar(bytes, 40) !== FIELD_ORDER) refuse("a header over BN254");
  let at = 84;
  const point = (length: number) => {
    at += length;
    return bytes.slice(at - length, at);
  };
  return {
    header: {
      wires: view(bytes).getUint32(72, true),
      publicSignals: view(bytes).getUint32(76, true),
      domainSize: view(bytes).getUint32(80, true),
      alpha1: point(64),
      beta1: point(64),
      beta2: point(128),
      gamma2: point(128),
      delta1: point(64),
      delta2: point(128),
    },
    section,
  };
}
