/** Ends the threads that snarkjs keeps for the curve; without it a test file would not end. */
export async function endSnarkjs(): Promise<void> {
  await (globalThis as { curve_bn128?: { terminate(): Promise<void> } | null }).curve_bn128?.terminate();
}
