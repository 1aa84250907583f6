// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

// Generated from src/statement/signals.ts by scripts/generate-contracts.ts. Positions of the public signals of every decision circuit.
uint256 constant MODEL_COMMITMENT = 0;
uint256 constant ISSUER_KEY = 1;
uint256 constant APPLICATION_ID = 2;
uint256 constant DECISION_COMMITMENT = 3;
uint256 constant OUTCOME = 4;
