import { createHmac } from "node:crypto";
import { readR1cs } from "../keys/r1cs-file.ts";
import { writeScalars } from "../keys/scalar-bytes.ts";
import { concatenate, word32 } from "../keys/zkey-file.ts";
import { FIELD_ORDER } from "../statement/field.ts";

/** The factor of wire `wire` in the blinding row: 512 bits from the model's salt, reduced, so that its distance from uniform is below 2^-250. */
function blindingFactor(salt: bigint, wire: number): bigint {
  const key = Buffer.from(salt.toString(16).padStart(64, "0"), "hex");
  const bits = createHmac("sha512", key).update("credence.blinding-row/1").update(word32(wire)).digest("hex");
  return BigInt(`0x${bits}`) % FIELD_ORDER;
}

/**
 * Appends one row to a constraint system that every witness satisfies, (sum of k_s times signal s) 0 = 0 over the constant and the public signals, with factors from
 * the model's salt.
 *
 * The points of a verifying key that belong to the public signals are sums over the rows in which those signals stand. With gamma = 1, and with powers of tau
 * that are public, anybody can compute them for a *guessed* fixed-mode model and compare. The row adds k_s beta L(tau) G to each: a uniform point to whoever
 * does not know the salt. It adds no wire, so that the witness program is unchanged, and costs one row.
 *
 * @param r1csPath a file of circom's, version 1. It is not changed.
 * @returns the new file's content: the same for the same file and salt.
 * @throws CredenceError CRD-9002, CRD-4001.
 */
export function blindConstraints(r1csPath: string, salt: bigint): Uint8Array {
  const { bytes, sections, publicSignals, constraints } = readR1cs(r1csPath);
  const terms = Array.from({ length: publicSignals + 1 }, (_, wire) => concatenate([word32(wire), writeScalars([blindingFactor(salt, wire)])]));
  const row = concatenate([word32(terms.length), ...terms, word32(0), word32(0)]);
  const parts: Uint8Array[] = [bytes.slice(0, 12)];
  for (const [kind, { start, length }] of sections) {
    const content = bytes.slice(start, start + length);
    // The header ends with the number of constraints.
    if (kind === 1) content.set(word32(constraints + 1), length - 4);
    const grown = kind === 2 ? concatenate([content, row]) : content;
    parts.push(word32(kind), word32(grown.length % 2 ** 32), word32(Math.floor(grown.length / 2 ** 32)), grown);
  }
  return concatenate(parts);
}
