import { readScalar } from "../../keys/scalar-bytes.ts";
import { FIELD_ORDER } from "../../statement/field.ts";

/** Where the values of a witness file begin, in the layout that every program of circom writes. */
const VALUES = 76;
const WORDS = 8;
const ORDER = Array.from({ length: WORDS }, (_, i) => Number((FIELD_ORDER >> BigInt(32 * i)) & 0xffffffffn));

function isReduced(view: DataView, at: number): boolean {
  for (let i = WORDS - 1; i >= 0; i--) {
    const word = view.getUint32(at + 4 * i, true);
    if (word !== ORDER[i]) return word < (ORDER[i] as number);
  }
  return false;
}

/**
 * The values of a witness file of circom, 32 bytes each, the constant first.
 * @param refuse throws; hears what was expected.
 */
export function readWitness(file: Uint8Array, wires: number, refuse: (expected: string) => never): Uint8Array<ArrayBuffer> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length !== VALUES + 32 * wires) return refuse(`a file of ${VALUES + 32 * wires} bytes, for ${wires} wires`);
  const words = [12, 24, 64, 68].map((at) => view.getUint32(at, true));
  if (new TextDecoder("latin1").decode(file.subarray(0, 4)) !== "wtns" || words[0] !== 1 || words[1] !== 32 || words[2] !== 2 || words[3] !== 32 * wires) {
    return refuse("a witness file of circom");
  }
  if (readScalar(file, 28) !== FIELD_ORDER || view.getUint32(60, true) !== wires) return refuse(`values of ${wires} wires in the scalar field of BN254`);
  for (let wire = 0; wire < wires; wire++) if (!isReduced(view, VALUES + 32 * wire)) return refuse(`value ${wire} below the field's order`);
  if (readScalar(file, VALUES) !== 1n) return refuse("the constant one at first");
  return file.slice(VALUES) as Uint8Array<ArrayBuffer>;
}
