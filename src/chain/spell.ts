import { type Hex, toHex } from "viem";
import { MODEL_STATUSES } from "./model-status.ts";

/** A word of the chain as people compare it: 0x and 64 digits. */
export const spellWord = (value: bigint | Hex): Hex => (typeof value === "bigint" ? toHex(value, { size: 32 }) : value);

/** Unix seconds in words, such as 2026-11-24 14:31:07 UTC. */
export function spellTime(seconds: number | bigint): string {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return `second ${seconds}`;
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A span of seconds in its largest whole units, at most two, such as 30 days or 1 hour 20 minutes. */
export function spellSpan(seconds: number | bigint): string {
  let rest = Number(seconds);
  const parts: string[] = [];
  for (const [unit, size] of [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
    ["second", 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return parts.slice(0, 2).join(" ") || "0 seconds";
}

/** The name of a model's status by its number on chain. */
export const spellStatus = (status: number): string => MODEL_STATUSES[status] ?? `status ${status}`;
