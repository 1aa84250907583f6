import { existsSync } from "node:fs";
import { CredenceError } from "../errors/credence-error.ts";
import { concatenate, readZkey, word32, ZKEY_SECTION } from "./zkey-file.ts";

/** The name that a development set-up writes into the key's own list of contributions. */
export const DEVELOPMENT_MARK = "credence development set-up: INSECURE";

/** Bytes of a contribution before its parameters: delta after it, its public key (two points of G1, one of G2) and transcript. */
const CONTRIBUTION_POINTS = 64 + 64 + 64 + 128;
const TRANSCRIPT = 64;

/** One contribution to a key's second phase, as the key records it. */
export interface Contribution {
  name: string;
  type: "contribution" | "beacon";
  /** Delta after this contribution, its public key and transcript: what its digest is taken of. Points are in Montgomery form. */
  deltaAfter: Uint8Array;
  publicKey: { s: Uint8Array; sx: Uint8Array; spx: Uint8Array };
  transcript: Uint8Array;
  beacon?: { hash: Uint8Array; iterationsExponent: number };
}

export interface KeyOrigin {
  /** "development": one party knew the secrets and could prove anything. "ceremony": secure if one contributor was honest; with no contribution, nobody was. */
  origin: "development" | "ceremony";
  /** True unless somebody contributed to a key that no development set-up made. A beacon is public and no contribution. */
  insecure: boolean;
  /** blake2b-512 of the circuit's part of the key, as the ceremony's first link. */
  circuitHash: Uint8Array;
  contributions: Contribution[];
}

/** The contributions section of a development key: one record that says what the key is and that no verifier of ceremonies accepts. */
export function encodeDevelopmentMark(delta1: Uint8Array): Uint8Array {
  const name = new TextEncoder().encode(DEVELOPMENT_MARK);
  return concatenate([
    // No circuit's hash, and no transcript: zeros.
    new Uint8Array(64),
    word32(1),
    delta1,
    new Uint8Array(CONTRIBUTION_POINTS - 64 + TRANSCRIPT),
    word32(0),
    word32(2 + name.length),
    Uint8Array.of(1, name.length),
    name,
  ]);
}

/**
 * What a proving key says of its own making. It tells an honest mistake from a ceremony; that a ceremony was one is what `verifyCeremony` shows.
 * @throws CredenceError CRD-9002, CRD-4002.
 */
export function readKeyOrigin(zkeyPath: string): KeyOrigin {
  const bytes = readZkey(zkeyPath).section(ZKEY_SECTION.contributions);
  let at = 0;
  const take = (length: number) => {
    if (at + length > bytes.length) {
      throw new CredenceError("CRD-4002", `${zkeyPath} has a list of contributions that is cut at byte ${bytes.length}.`, { place: zkeyPath });
    }
    at += length;
    return bytes.slice(at - length, at);
  };
  const takeByte = () => take(1)[0] as number;
  const takeWord = () => new DataView(take(4).buffer).getUint32(0, true);
  const circuitHash = take(64);
  const count = takeWord();
  const contributions: Contribution[] = [];
  for (let i = 0; i < count; i++) {
    const deltaAfter = take(64);
    const publicKey = { s: take(64), sx: take(64), spx: take(128) };
    const transcript = take(TRANSCRIPT);
    const type = takeWord() === 1 ? "beacon" : "contribution";
    const end = takeWord() + at;
    const contribution: Contribution = { name: "", type, deltaAfter, publicKey, transcript };
    const beacon = { hash: new Uint8Array(), iterationsExponent: 0 };
    while (at < end) {
      const kind = takeByte();
      if (kind === 2) beacon.iterationsExponent = takeByte();
      else {
        const value = take(takeByte());
        if (kind === 1) contribution.name = new TextDecoder().decode(value);
        else beacon.hash = value;
      }
    }
    contributions.push(type === "beacon" ? { ...contribution, beacon } : contribution);
  }
  const development = contributions.some(({ name }) => name === DEVELOPMENT_MARK);
  return {
    origin: development ? "development" : "ceremony",
    insecure: development || !contributions.some(({ type }) => type === "contribution"),
    circuitHash,
    contributions,
  };
}

/** Whether a proving key stands there that somebody contributed to, which cannot be made again. */
export const holdsCeremony = (zkeyPath: string): boolean => existsSync(zkeyPath) && !readKeyOrigin(zkeyPath).insecure;
