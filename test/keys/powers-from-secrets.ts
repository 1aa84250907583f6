import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { type Group, openCurve } from "../../src/keys/bn254.ts";
import { multiplyGenerators } from "../../src/keys/fixed-base.ts";
import { lagrangeAt } from "../../src/keys/lagrange.ts";
import { writeScalars } from "../../src/keys/scalar-bytes.ts";
import { concatenate, word32 } from "../../src/keys/zkey-file.ts";
import { BASE_FIELD_ORDER, FIELD_ORDER } from "../../src/statement/field.ts";

const powersOf = (tau: bigint, count: number, factor = 1n): bigint[] => {
  const powers: bigint[] = [];
  for (let i = 0, power = factor; i < count; i++, power = (power * tau) % FIELD_ORDER) powers.push(power);
  return powers;
};

/**
 * Writes prepared powers of tau from known secrets, in seconds where snarkjs takes minutes. For tests alone: keys from such a file look like a
 * ceremony's, which is why the project itself cannot make one.
 * @returns the file's digest by power, as the published list has them.
 */
export async function writePowersFromSecrets(path: string, power: number): Promise<ReadonlyMap<number, string>> {
  const [tau, alpha, beta] = [0x7a75n ** 15n % FIELD_ORDER, 0xa1n ** 31n % FIELD_ORDER, 0xben ** 31n % FIELD_ORDER];
  /** Lagrange points of every domain from 2^0 to 2^last, one after the other. */
  const lagrange = (last: number, factor = 1n) =>
    Array.from({ length: last + 1 }, (_, log) => lagrangeAt(tau, log))
      .flat()
      .map((value) => (value * factor) % FIELD_ORDER);
  const sections: [kind: number, group: Group, scalars: bigint[]][] = [
    [2, "g1", powersOf(tau, 2 ** (power + 1) - 1)],
    [4, "g1", powersOf(tau, 2 ** power, alpha)],
    [5, "g1", powersOf(tau, 2 ** power, beta)],
    [6, "g2", [beta]],
    [12, "g1", lagrange(power + 1)],
    [13, "g2", lagrange(power)],
    [14, "g1", lagrange(power, alpha)],
    [15, "g1", lagrange(power, beta)],
  ];
  const requests = sections.map(([, group, scalars]) => ({ group, scalars: writeScalars(scalars) }));
  const points = await multiplyGenerators(await openCurve(), requests);
  const section = (kind: number, content: Uint8Array) => concatenate([word32(kind), word32(content.length), word32(0), content]);
  const header = concatenate([word32(32), writeScalars([BASE_FIELD_ORDER]), word32(power), word32(power)]);
  const start = concatenate([new TextEncoder().encode("ptau"), word32(1), word32(sections.length + 1)]);
  writeFileSync(path, concatenate([start, section(1, header), ...sections.map(([kind], i) => section(kind, points[i] as Uint8Array))]));
  return new Map([[power, createHash("blake2b512").update(readFileSync(path)).digest("hex")]]);
}
