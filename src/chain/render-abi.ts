import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The interfaces that the library and the page call, and the file of src/chain/abi that each stands in. */
export const INTERFACES = {
  IModelRegistry: "model-registry",
  IIssuerRegistry: "issuer-registry",
  IDecisionRegistry: "decision-registry",
  ICreditGate: "credit-gate",
  IVerifierFactory: "verifier-factory",
  IGroth16Verifier: "groth16-verifier",
} as const;
export type InterfaceName = keyof typeof INTERFACES;

/** The TypeScript of an interface's ABI, out of what the Solidity compiler wrote under `artifacts`. */
export function renderAbi(artifacts: string, name: InterfaceName): string {
  const { abi } = JSON.parse(readFileSync(join(artifacts, "contracts/interfaces", `${name}.sol`, `${name}.json`), "utf8")) as { abi: unknown[] };
  const constant = `${name.charAt(1).toLowerCase()}${name.slice(2)}Abi`;
  return `// Generated from contracts/interfaces/${name}.sol by scripts/generate-contracts.ts.\nexport const ${constant} = [\n${abi.map((entry) => `  ${JSON.stringify(entry)},\n`).join("")}] as const;\n`;
}
