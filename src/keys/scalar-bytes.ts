const LIMB = (1n << 64n) - 1n;

/** Writes `values`, each below 2^256, as 32 bytes each, lowest byte first. */
export function writeScalars(values: readonly bigint[]): Uint8Array<ArrayBuffer> {
  const limbs = new BigUint64Array(values.length * 4);
  values.forEach((value, i) => {
    limbs[4 * i] = value & LIMB;
    limbs[4 * i + 1] = (value >> 64n) & LIMB;
    limbs[4 * i + 2] = (value >> 128n) & LIMB;
    limbs[4 * i + 3] = value >> 192n;
  });
  return new Uint8Array(limbs.buffer);
}

/** Reads the 32 bytes at `offset`, lowest first. */
export function readScalar(bytes: Uint8Array, offset: number): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 32);
  let value = 0n;
  for (let i = 24; i >= 0; i -= 8) value = (value << 64n) | view.getBigUint64(i, true);
  return value;
}
