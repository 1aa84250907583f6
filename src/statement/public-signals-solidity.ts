import { PUBLIC_SIGNALS } from "./signals.ts";

const constantName = (signal: string) => signal.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** The source of `contracts/generated/PublicSignals.sol`. */
export const renderPublicSignals = (): string =>
  [
    "// SPDX-License-Identifier: Apache-2.0",
    "pragma solidity ^0.8.28;",
    "",
    "// Generated from src/statement/signals.ts by scripts/generate-contracts.ts. Positions of the public signals of every decision circuit.",
    ...PUBLIC_SIGNALS.map((signal, position) => `uint256 constant ${constantName(signal)} = ${position};`),
    "",
  ].join("\n");
