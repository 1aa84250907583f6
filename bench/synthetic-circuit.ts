import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeScalars } from "../src/keys/scalar-bytes.ts";
import { concatenate, word32 } from "../src/keys/zkey-file.ts";
import { FIELD_ORDER } from "../src/statement/field.ts";

const PUBLIC_SIGNALS = 5;

export interface SyntheticCircuit {
  r1csPath: string;
  witness: Uint8Array;
}

type Terms = [wire: number, coefficient: bigint][];

const words = (...values: number[]) => concatenate(values.map(word32));
const section = (kind: number, content: Uint8Array) => concatenate([words(kind, content.length, 0), content]);
const side = (terms: Terms) =>
  concatenate([word32(terms.length), ...terms.map(([wire, coefficient]) => concatenate([word32(wire), writeScalars([coefficient])]))]);
const drawScalar = () => BigInt(`0x${randomBytes(40).toString("hex")}`) % FIELD_ORDER;

/**
 * Constraints and a witness of any size, without a compiler: by turns a bit that is held to be one, and a product of sums of what stands before it, as decision
 * circuits consist of atoms and of a signature's field elements.
 *
 * @param power the set-up's domain is 2^power rows, and all of them are filled.
 */
export function makeSyntheticCircuit(folder: string, power: number): SyntheticCircuit {
  const rows = 2 ** power - PUBLIC_SIGNALS - 1;
  const witness = [1n, ...Array.from({ length: PUBLIC_SIGNALS }, drawScalar)];
  const dense = [1, 2, 3, 4, 5];
  const constraints: Uint8Array[] = [];
  const pick = () => dense[Math.floor(Math.random() * dense.length)] as number;
  const sumOf = (terms: Terms) => terms.reduce((sum, [wire, coefficient]) => sum + (witness[wire] as bigint) * coefficient, 0n) % FIELD_ORDER;
  for (let row = 0; row < rows; row++) {
    const wire = witness.length;
    if (row % 2 === 0) {
      witness.push(BigInt(Math.random() < 0.5));
      constraints.push(
        side([[wire, 1n]]),
        side([
          [wire, 1n],
          [0, FIELD_ORDER - 1n],
        ]),
        side([]),
      );
      continue;
    }
    const [a, b]: [Terms, Terms] = [
      [
        [pick(), 1n],
        [wire - 1, 3n],
      ],
      [
        [pick(), FIELD_ORDER - 1n],
        [pick(), 7n],
      ],
    ];
    witness.push((sumOf(a) * sumOf(b)) % FIELD_ORDER);
    dense.push(wire);
    constraints.push(side(a), side(b), side([[wire, 1n]]));
  }
  const wires = witness.length;
  const order = concatenate([word32(32), writeScalars([FIELD_ORDER])]);
  const header = concatenate([order, words(wires, 0, PUBLIC_SIGNALS, wires - PUBLIC_SIGNALS - 1, wires, 0, rows)]);
  const r1csPath = join(folder, `rows-${2 ** power}.r1cs`);
  const letters = (text: string) => new TextEncoder().encode(text);
  writeFileSync(
    r1csPath,
    concatenate([letters("r1cs"), words(1, 3), section(1, header), section(2, concatenate(constraints)), section(3, new Uint8Array(8 * wires))]),
  );
  return {
    r1csPath,
    witness: concatenate([letters("wtns"), words(2, 2), section(1, concatenate([order, word32(wires)])), section(2, writeScalars(witness))]),
  };
}
