import type { Command } from "commander";
import { Manifest } from "../../build/manifest.ts";
import { CredenceError } from "../../errors/credence-error.ts";
import { parseJsonFile } from "../../files/json.ts";
import { verifyingKeyOf } from "../../keys/verifying-key.ts";
import { checkAgainstManifest, checkForProduction, PRODUCTION_CHECK } from "../../receipt/check-against-manifest.ts";
import { type Check, checkReceipt } from "../../receipt/check-receipt.ts";
import type { Receipt } from "../../receipt/receipt.ts";
import { readReceipt } from "../../receipt/receipt-file.ts";
import { checkSettlement } from "../../settle/check-settlement.ts";
import { type ChainFlags, openForReading } from "../chain-flags.ts";
import { emit, progress } from "../output.ts";

interface Options extends Partial<ChainFlags> {
  manifest?: string;
  production?: true;
}

/** What a receipt is checked by. Each source of evidence gives its checks by name, in the order in which they are printed. */
type Evidence = (receipt: Receipt, options: Options) => Check[] | Promise<Check[]>;

/** The model's public manifest, or the receipt alone: no chain is asked. */
const byManifest: Evidence = (receipt, { manifest: path, production, rpc }) => {
  if (path === undefined) {
    if (production) throw new CredenceError("CRD-9001", "--production needs --manifest: it says how the key was made.");
    const unknown = rpc === undefined ? "that the key is the approved model's, and the words of the reasons" : "the words of the reasons";
    progress(`Note: without --manifest nothing shows ${unknown}.`);
    return checkReceipt(receipt, receipt.model.verifyingKey);
  }
  const manifest = parseJsonFile(path, Manifest);
  if (manifest.key.insecure && !production) progress("INSECURE: whoever made this model's key can forge receipts. With --production it is refused.");
  return [
    ...checkReceipt(receipt, verifyingKeyOf(manifest.verificationKey), manifest.reasons),
    ...checkAgainstManifest(receipt, manifest),
    ...(production ? [checkForProduction(manifest)] : []),
  ];
};

/** The chain, where one is given: what was settled, and whether model and key might decide then. */
const byChain: Evidence = async (receipt, { rpc, deployment: file }) => {
  if (rpc === undefined && file === undefined) return [];
  if (rpc === undefined || file === undefined)
    throw new CredenceError("CRD-9001", "--rpc and --deployment go together: a chain is checked by its deployment's record.");
  const { deployment, publicClient } = await openForReading({ rpc, deployment: file });
  const { ModelRegistry, IssuerRegistry, DecisionRegistry } = deployment.contracts;
  const { checks, notes } = await checkSettlement({
    publicClient,
    receipt,
    chainId: deployment.chainId,
    contracts: { ModelRegistry: ModelRegistry.address, IssuerRegistry: IssuerRegistry.address, DecisionRegistry: DecisionRegistry.address },
    startBlock: BigInt(deployment.startBlock),
  });
  for (const note of notes) progress(`Note: ${note}`);
  return checks;
};

const EVIDENCE: readonly Evidence[] = [byManifest, byChain];

const describe = ({ name, holds, expected, found }: Check) =>
  holds ? `holds  ${name}` : `FAILS  ${name}\n         expected ${expected}\n         found    ${found}`;

export function register(program: Command): void {
  program
    .command("verify")
    .description("check a receipt: the proof, and that all that it says is what was proven")
    .argument("<receipt>", "the receipt file")
    .option("--manifest <file>", "the model's public manifest: shows that the key is the model's, and the reasons in the lender's words")
    .option("--production", "refuse a key that one party made")
    .option("--rpc <url>", "check against a chain too, through this node")
    .option("--deployment <file>", "with --rpc: the deployment's record")
    .action(async (file: string, options: Options) => {
      const receipt = readReceipt(file);
      const checks: Check[] = [];
      for (const evidence of EVIDENCE) checks.push(...(await evidence(receipt, options)));
      for (const check of checks) emit(check, describe(check));
      const failed = checks.filter(({ holds }) => !holds);
      if (failed.length > 0) {
        const message = `${failed.length} of ${checks.length} checks ${failed.length === 1 ? "fails" : "fail"}: ${failed.map(({ name }) => name).join("; ")}.`;
        const onlyKey = failed.every(({ name }) => name === PRODUCTION_CHECK);
        throw new CredenceError(onlyKey ? "CRD-7002" : "CRD-7001", message, { place: file });
      }
      progress(`All ${checks.length} checks hold.`);
    });
}
