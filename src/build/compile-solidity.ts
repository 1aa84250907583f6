import { createRequire } from "node:module";
import { CredenceError } from "../errors/credence-error.ts";

/** How every contract of this project is compiled: the same in hardhat.config.ts, which a test holds to it. */
export const SOLIDITY_SETTINGS = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: "prague",
  viaIR: false,
  // No hash of the metadata, which names paths: the same code gives the same bytes.
  metadata: { bytecodeHash: "none" },
} as const;

export interface CompiledContract {
  abi: unknown[];
  /** Creation and runtime code, hex with 0x. Immutables are zeros in the runtime code. */
  bytecode: `0x${string}`;
  runtimeCode: `0x${string}`;
}

interface Output {
  errors?: { severity: string; formattedMessage: string }[];
  contracts?: Record<string, Record<string, { abi: unknown[]; evm: { bytecode: { object: string }; deployedBytecode: { object: string } } }>>;
}

/**
 * Compiles Solidity sources with the compiler from npm.
 * @param sources content by path; imports are resolved among them.
 * @param contract the path and the name of the contract that is wanted.
 * @throws CredenceError CRD-3004 with the compiler's own message.
 */
export function compileSolidity(sources: Readonly<Record<string, string>>, [path, name]: readonly [path: string, name: string]): CompiledContract {
  // Loading the compiler takes a second: only here, where it is needed.
  const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([file, content]) => [file, { content }])),
    settings: { ...SOLIDITY_SETTINGS, outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } } },
  };
  const { errors = [], contracts } = JSON.parse(solc.compile(JSON.stringify(input))) as Output;
  const failure = errors.find(({ severity }) => severity === "error");
  const compiled = contracts?.[path]?.[name];
  if (failure || compiled === undefined) {
    throw new CredenceError("CRD-3004", failure?.formattedMessage.trim() ?? `The compiler gave no contract ${name}.`, { place: path });
  }
  const { abi, evm } = compiled;
  return { abi, bytecode: `0x${evm.bytecode.object}`, runtimeCode: `0x${evm.deployedBytecode.object}` };
}
