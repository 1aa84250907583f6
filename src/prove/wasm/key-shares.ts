import { CredenceError } from "../../errors/credence-error.ts";
import { ZKEY_SECTION, type ZkeyFile } from "../../keys/zkey.ts";
import { type Group, KEY_POINT } from "./multiply.ts";
import type { Coefficients } from "./quotient.ts";

/** Points of a key, without those at infinity, and which scalars of the share belong to them. */
export interface SharePoints {
  points: Uint8Array<ArrayBuffer>;
  scalars: Int32Array<ArrayBuffer>;
}

export type QuotientPart = "product" | "third";

/** What one thread holds of a key: every point stands in one thread's share, and none in two. */
export interface KeyShare {
  /** The wires whose points it holds. */
  wires: Int32Array<ArrayBuffer>;
  a: SharePoints;
  /** Of the second group. No proof needs those of the first (assemble-proof.ts). */
  b: SharePoints;
  c: SharePoints;
  /** Points of the quotient, for a run of rows. */
  quotient: SharePoints & { firstRow: number };
  /** What it computes of the quotient. */
  parts: QuotientPart[];
  /** For a thread that computes part of the quotient. */
  circuit?: { log: number; wires: number; coefficients: Coefficients };
}

const COEFFICIENT_BYTES = 44;
/** The scalar field has roots of unity of order 2^28, and the quotient needs twice the domain. */
const LARGEST_LOG = 27;

/** @param place the file that is refused. */
export const unsoundKey = (expected: string, place: string) =>
  new CredenceError("CRD-4002", `${place} is not a sound Groth16 proving key over BN254: expected ${expected}.`, { place });

function readCoefficients(section: Uint8Array, rows: number, wires: number, refuse: (expected: string) => never): Coefficients {
  const view = new DataView(section.buffer, section.byteOffset, section.byteLength);
  const count = section.length >= 4 ? view.getUint32(0, true) : 0;
  if (section.length !== 4 + count * COEFFICIENT_BYTES) refuse(`${count} coefficients`);
  const places = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const at = 4 + i * COEFFICIENT_BYTES;
    const [matrix, row, wire] = [view.getUint32(at, true), view.getUint32(at + 4, true), view.getUint32(at + 8, true)];
    if (matrix > 1 || row >= rows || wire >= wires) refuse(`coefficient ${i} to name a row and a wire of the circuit`);
    places[i] = 2 * row + matrix;
  }
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => (places[a] as number) - (places[b] as number));
  const values = new Uint8Array(count * 32);
  const wireOf = new Int32Array(count);
  order.forEach((i, to) => {
    const at = 4 + i * COEFFICIENT_BYTES;
    wireOf[to] = view.getUint32(at + 8, true);
    values.set(section.subarray(at + 12, at + COEFFICIENT_BYTES), to * 32);
  });
  return { places: places.map((_, to) => places[order[to] as number] as number), wires: wireOf, values };
}

/** The points at some positions of a section, those at infinity left out. */
function pick(section: Uint8Array, group: Group, positions: ArrayLike<number>): SharePoints {
  const size = KEY_POINT[group];
  const points = new Uint8Array(positions.length * size);
  const scalars: number[] = [];
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i] as number;
    if (position < 0) continue;
    const point = section.subarray(position * size, (position + 1) * size);
    if (point.every((byte) => byte === 0)) continue;
    points.set(point, scalars.length * size);
    scalars.push(i);
  }
  return { points: points.slice(0, scalars.length * size), scalars: Int32Array.from(scalars) };
}

/**
 * Deals a key out to threads.
 * @param place what the key is called in errors.
 * @throws CredenceError CRD-4002 where the sections are not as long as the header asks, or a coefficient names what is not there.
 */
export function shareKey({ header, section }: ZkeyFile, threads: number, place: string): KeyShare[] {
  const refuse = (expected: string): never => {
    throw unsoundKey(expected, place);
  };
  const { wires, publicSignals, domainSize } = header;
  const log = Math.log2(domainSize);
  if (!Number.isInteger(log) || log > LARGEST_LOG) refuse("a domain of a power of two, up to 2^27");
  if (publicSignals >= wires) refuse("more wires than public signals");
  const read = (kind: number, count: number, bytes: number, name: string) => {
    const content = section(kind);
    if (content.length !== count * bytes) refuse(`${count} points ${name}`);
    return content;
  };
  // First of all: it is by this section's length that the header's count of wires is believed.
  const pointsA = read(ZKEY_SECTION.pointsA, wires, 64, "A");
  const coefficients = readCoefficients(section(ZKEY_SECTION.coefficients), domainSize, wires, refuse);
  const shares = Array.from({ length: threads }, (_, thread): KeyShare => {
    const none: SharePoints = { points: new Uint8Array(), scalars: new Int32Array() };
    const own = Int32Array.from({ length: Math.max(0, Math.ceil((wires - thread) / threads)) }, (_, i) => thread + i * threads);
    const parts = (["product", "third"] as const).filter((_, part) => part % threads === thread);
    return { wires: own, a: none, b: none, c: none, quotient: { ...none, firstRow: 0 }, parts };
  });
  const deal = (content: Uint8Array, put: (share: KeyShare, thread: number, content: Uint8Array) => void) => {
    shares.forEach((share, thread) => {
      put(share, thread, content);
    });
  };
  // One section after another, so that the key is never held twice.
  deal(pointsA, (share, _, content) => {
    share.a = pick(content, "g1", share.wires);
  });
  deal(read(ZKEY_SECTION.pointsB2, wires, 128, "B in the second group"), (share, _, content) => {
    share.b = pick(content, "g2", share.wires);
  });
  deal(read(ZKEY_SECTION.pointsC, wires - publicSignals - 1, 64, "C"), (share, _, content) => {
    share.c = pick(
      content,
      "g1",
      share.wires.map((wire) => wire - publicSignals - 1),
    );
  });
  deal(read(ZKEY_SECTION.pointsH, domainSize, 64, "H"), (share, thread, content) => {
    const [firstRow, end] = [Math.floor((domainSize * thread) / threads), Math.floor((domainSize * (thread + 1)) / threads)];
    const rows = Int32Array.from({ length: end - firstRow }, (_, i) => firstRow + i);
    share.quotient = { ...pick(content, "g1", rows), firstRow };
  });
  for (const share of shares) if (share.parts.length > 0) share.circuit = { log, wires, coefficients };
  return shares;
}
