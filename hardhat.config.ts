import { createRequire } from "node:module";
import hardhatToolboxViem from "@nomicfoundation/hardhat-toolbox-viem";
import { defineConfig } from "hardhat/config";

/**
 * The compiler comes from npm, in every profile: without `path` Hardhat would download one. Bytecode carries no hash of its metadata, which names paths and
 * remappings, so that two builds of the same code give the same bytes.
 */
const compiler = {
  version: "0.8.37",
  path: createRequire(import.meta.url).resolve("solc/soljson.js"),
  settings: { optimizer: { enabled: true, runs: 200 }, evmVersion: "prague", viaIR: false, metadata: { bytecodeHash: "none" } },
} as const;

export default defineConfig({
  plugins: [hardhatToolboxViem],
  solidity: {
    profiles: { default: compiler, production: compiler },
    npmFilesToBuild: ["@openzeppelin/contracts/access/manager/AccessManager.sol", "@openzeppelin/contracts/governance/TimelockController.sol"],
  },
  paths: { tests: { nodejs: "test/contracts", solidity: "test/contracts" } },
  networks: {
    default: { type: "edr-simulated", chainType: "l1", hardfork: "prague" },
    // The chain that `npm start` brings along: its clock begins in the past, so that a model's whole life fits before today.
    embedded: { type: "edr-simulated", chainType: "l1", hardfork: "prague", initialDate: process.env.CREDENCE_CHAIN_START ?? new Date().toISOString() },
    osaka: { type: "edr-simulated", chainType: "l1", hardfork: "osaka" },
    localhost: { type: "http", chainType: "l1", url: process.env.CREDENCE_RPC_URL ?? "http://127.0.0.1:8545" },
  },
});
