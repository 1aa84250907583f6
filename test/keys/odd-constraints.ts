import { writeFileSync } from "node:fs";
import { writeScalars } from "../../src/keys/scalar-bytes.ts";
import { concatenate, word32 } from "../../src/keys/zkey-file.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";

const PUBLIC_SIGNALS = 5;
const section = (kind: number, content: Uint8Array) => concatenate([word32(kind), word32(content.length), word32(0), content]);

/** The coefficients that a set-up may treat differently: nothing, ones, small and large ones, both signs, and those at the order's middle and end. */
const COEFFICIENTS = [
  0n,
  1n,
  FIELD_ORDER - 1n,
  2n,
  3n,
  8n,
  9n,
  FIELD_ORDER - 8n,
  2n ** 63n,
  2n ** 64n,
  2n ** 128n - 1n,
  FIELD_ORDER >> 1n,
  (FIELD_ORDER >> 1n) + 1n,
];

/**
 * Writes constraints that nothing satisfies and every set-up has to take: sides without a term, a wire twice in a side, a wire in every row, wires in none, and coefficients of all kinds.
 * The same for the same numbers.
 */
export function writeOddConstraints(path: string, rows: number, wires: number): void {
  let state = 7n;
  const draw = (below: number) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & (2n ** 64n - 1n);
    return Number((state >> 33n) % BigInt(below));
  };
  const coefficient = () => (draw(3) === 0 ? (BigInt(draw(2 ** 30)) ** 9n * 0xc0ffeen) % FIELD_ORDER : (COEFFICIENTS[draw(COEFFICIENTS.length)] as bigint));
  const side = (row: number) => {
    // The last wires have no term at all.
    const terms = Array.from({ length: draw(4) }, () => draw(wires - 3));
    if (row % 5 === 0 && terms.length > 0) terms.push(terms[0] as number);
    if (draw(2) === 0) terms.push(0);
    return concatenate([word32(terms.length), ...terms.flatMap((wire) => [word32(wire), writeScalars([coefficient()])])]);
  };
  const header = concatenate([
    word32(32),
    writeScalars([FIELD_ORDER]),
    ...[wires, 0, PUBLIC_SIGNALS, wires - PUBLIC_SIGNALS - 1].map(word32),
    word32(wires),
    word32(0),
    word32(rows),
  ]);
  const constraints = Array.from({ length: rows }, (_, row) => concatenate([side(row), side(row), side(row)]));
  const sections = [section(2, concatenate(constraints)), section(1, header), section(3, new Uint8Array(8 * wires))];
  writeFileSync(path, concatenate([new TextEncoder().encode("r1cs"), word32(1), word32(3), ...sections]));
}
