import type { Status } from "../../../src/indexer/api.ts";

/** Blocks by which an index may trail without a word: it reads every few seconds. */
const TOLERATED = 3;

/** How far the index is behind the chain, and whether a reader must be told. A head below the block is one that was asked earlier. */
export function staleness(status: Pick<Status, "block" | "head">): { behind: number; tell: boolean } {
  const behind = Math.max(0, status.head - status.block.number);
  return { behind, tell: behind > TOLERATED };
}
