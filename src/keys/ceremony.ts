import { createHash, randomBytes } from "node:crypto";
import fs, { renameSync, rmSync, writeFileSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import * as snarkjs from "snarkjs";
import { CredenceError } from "../errors/credence-error.ts";
import { type Contribution, readKeyOrigin } from "./key-origin.ts";
import { ownCurve } from "./own-curve.ts";
import { checkPowersOfTau } from "./ptau.ts";
import { domainPower, readR1cs } from "./r1cs-file.ts";
import { uncompressedPoint } from "./verification-key.ts";

/** A contribution as everybody may see it. */
export interface ContributionRecord {
  name: string;
  type: Contribution["type"];
  /** blake2b-512 of the contribution, hex: what snarkjs shows its contributor, who compares it. */
  digest: string;
}

/**
 * The digest by which snarkjs names a contribution: blake2b-512 of delta after it, its public key and the transcript before it, points uncompressed.
 * It depends on points that are as good as random, so it tells nothing of the circuit.
 */
const contributionDigest = ({ deltaAfter, publicKey: { s, sx, spx }, transcript }: Contribution): string =>
  [deltaAfter, s, sx, spx]
    .reduce((hash, point) => hash.update(uncompressedPoint(point)), createHash("blake2b512"))
    .update(transcript)
    .digest("hex");

/**
 * Who contributed to a key, in order, and the digest of each contribution.
 * @throws CredenceError CRD-9002, CRD-4002.
 */
export const ceremonyTranscript = (zkeyPath: string): ContributionRecord[] =>
  readKeyOrigin(zkeyPath).contributions.map((contribution) => ({
    name: contribution.name,
    type: contribution.type,
    digest: contributionDigest(contribution),
  }));

/** Makes one key out of another; nothing stands at `outPath` unless it is whole. */
async function makeNextKey(zkeyPath: string, outPath: string, make: (partial: string) => Promise<unknown>): Promise<ContributionRecord> {
  const { origin, contributions } = readKeyOrigin(zkeyPath);
  if (origin === "development") {
    throw new CredenceError("CRD-4006", `${zkeyPath} was made by a development set-up: whoever made it could forge proofs whatever is contributed.`, {
      place: zkeyPath,
    });
  }
  const beacon = contributions.find(({ type }) => type === "beacon");
  if (beacon !== undefined) {
    throw new CredenceError("CRD-4010", `A beacon, ${beacon.name}, closed ${zkeyPath}: nobody could sign for what comes after it.`, { place: zkeyPath });
  }
  await using _ = await ownCurve();
  const partial = `${outPath}.${process.pid}.partial`;
  try {
    // Made first, so that it has its permissions before it has content.
    writeFileSync(partial, "", { mode: 0o600 });
    await make(partial);
    renameSync(partial, outPath);
  } finally {
    rmSync(partial, { force: true });
  }
  return ceremonyTranscript(outPath).at(-1) as ContributionRecord;
}

export interface ContributeOptions {
  zkeyPath: string;
  outPath: string;
  /** Who contributes, at most 64 characters; it is public. */
  name: string;
  /** Anything that the contributor adds of their own, besides 64 bytes of the system's generator. */
  entropy?: string;
}

/**
 * Contributes to a key's ceremony: multiplies its delta by a secret that is forgotten. One honest contributor is enough.
 * @returns the contribution's public record; the contributor publishes its digest.
 * @throws CredenceError CRD-4006 (a development key), CRD-4010 (a beacon closed it), CRD-4002, CRD-9002.
 */
export const contribute = ({ zkeyPath, outPath, name, entropy = "" }: ContributeOptions): Promise<ContributionRecord> =>
  // snarkjs hashes 64 bytes of the system's generator with the text; ours come twice rather than on its word.
  makeNextKey(zkeyPath, outPath, (partial) => snarkjs.zKey.contribute(zkeyPath, partial, name, `${randomBytes(64).toString("hex")} ${entropy}`));

export interface BeaconOptions {
  zkeyPath: string;
  outPath: string;
  name: string;
  /** A public value that nobody could foresee, such as the hash of a block that was named before it existed: hex, at most 255 bytes. */
  value: string;
  /** The value is hashed 2^iterations times: 10 to 63. */
  iterations: number;
}

/**
 * Ends a ceremony by a public beacon, so that the last contributor could not choose the key.
 * @throws CredenceError CRD-9001 (value or iterations), CRD-4006, CRD-4010, CRD-4002, CRD-9002.
 */
export async function applyBeacon({ zkeyPath, outPath, name, value, iterations }: BeaconOptions): Promise<ContributionRecord> {
  const hex = value.replace(/^0x/, "");
  if (!/^([0-9a-fA-F]{2}){1,255}$/.test(hex)) throw new CredenceError("CRD-9001", `The beacon ${value} is not 1 to 255 bytes of hex digits.`);
  if (!Number.isInteger(iterations) || iterations < 10 || iterations > 63) {
    throw new CredenceError("CRD-9001", `The beacon's iterations are 2^10 to 2^63, not 2^${iterations}.`);
  }
  return makeNextKey(zkeyPath, outPath, (partial) => snarkjs.zKey.beacon(zkeyPath, partial, name, hex, iterations));
}

/** Gathers what snarkjs complains of: to its logger, and in places straight to the console, where a command's own output goes. */
async function listening<T>(complaints: string[], work: (logger: object) => Promise<T>): Promise<T> {
  const silent = () => {};
  const complain = (text: unknown) => void complaints.push(String(text));
  const { log } = console;
  console.log = complain;
  try {
    return await work({ debug: silent, info: silent, warn: silent, error: complain });
  } finally {
    console.log = log;
  }
}

/** Closes what snarkjs leaves open of these files. Node closes it when it comes upon it, and warns that later versions will end the program instead. */
async function closingFiles<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
  const { open } = fs.promises;
  const opened: FileHandle[] = [];
  fs.promises.open = async (path, ...how) => {
    const handle = await open(path, ...how);
    if (paths.includes(String(path))) opened.push(handle);
    return handle;
  };
  try {
    return await work();
  } finally {
    fs.promises.open = open;
    for (const handle of opened) await handle.close();
  }
}

export interface VerifyCeremonyOptions {
  zkeyPath: string;
  r1csPath: string;
  ptauPath: string;
  onProgress?: (text: string) => void;
  /** For tests, as in `checkPowersOfTau`. */
  published?: ReadonlyMap<number, string>;
}

/**
 * Verifies a key from its beginnings: that it follows from the constraints, from published powers of tau and from the contributions that it lists, and that
 * there is at least one besides a beacon.
 * @returns the contributions, for their contributors to compare.
 * @throws CredenceError CRD-4005 (it does not), CRD-4006 (a development key), CRD-4003 and CRD-4004 (the powers of tau), CRD-4001, CRD-4002, CRD-9002.
 */
export async function verifyCeremony(options: VerifyCeremonyOptions): Promise<ContributionRecord[]> {
  const { zkeyPath, r1csPath, ptauPath, onProgress = () => {}, published } = options;
  const { origin, insecure } = readKeyOrigin(zkeyPath);
  if (origin === "development") throw new CredenceError("CRD-4006", `${zkeyPath} was made by a development set-up, not by a ceremony.`, { place: zkeyPath });
  if (insecure) {
    throw new CredenceError("CRD-4005", `Nobody contributed to ${zkeyPath}: its secret is public, as a beacon's is.`, { place: zkeyPath });
  }
  onProgress("comparing the powers of tau with the published digest");
  await checkPowersOfTau(ptauPath, domainPower(readR1cs(r1csPath)), published);
  onProgress("computing the first key again and following the contributions");
  await using _ = await ownCurve();
  const complaints: string[] = [];
  const follow = (logger: object) => closingFiles([zkeyPath, ptauPath], () => snarkjs.zKey.verifyFromR1cs(r1csPath, ptauPath, zkeyPath, logger));
  const holds = await listening(complaints, follow).catch((error: Error) => {
    complaints.push(error.message);
    return false;
  });
  if (!holds) {
    const why = complaints.map((text) => text.replace(/^INVALID[^:]*:\s*/, "").trim()).join("; ") || "snarkjs gives no reason";
    throw new CredenceError("CRD-4005", `${zkeyPath} does not follow from its constraints, powers of tau and contributions: ${why}.`, { place: zkeyPath });
  }
  return ceremonyTranscript(zkeyPath);
}
