import { CredenceError } from "../errors/credence-error.ts";
import { decodeZkey, type ZkeyFile } from "./zkey.ts";

/**
 * Reads a proving key that is in memory already, as in a browser. Its sections are views of the bytes.
 * @throws CredenceError CRD-4002 where it is not a Groth16 key over BN254.
 */
export function readZkeyBytes(bytes: Uint8Array<ArrayBuffer>): ZkeyFile {
  const refuse = (expected: string): never => {
    throw new CredenceError("CRD-4002", `The bytes are not a Groth16 proving key over BN254: expected ${expected}.`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || new TextDecoder("latin1").decode(bytes.subarray(0, 4)) !== "zkey") refuse('bytes that begin with "zkey"');
  const sections = new Map<number, Uint8Array>();
  let cursor = 12;
  for (let i = 0; i < view.getUint32(8, true); i++) {
    if (cursor + 12 > bytes.length) refuse(`${view.getUint32(8, true)} sections`);
    const [kind, length] = [view.getUint32(cursor, true), Number(view.getBigUint64(cursor + 4, true))];
    if (sections.has(kind) || cursor + 12 + length > bytes.length) refuse(`section ${kind} once, and whole`);
    sections.set(kind, bytes.subarray(cursor + 12, cursor + 12 + length));
    cursor += 12 + length;
  }
  return decodeZkey((kind) => sections.get(kind) ?? refuse(`section ${kind}`), refuse);
}
