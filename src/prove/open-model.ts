import { BuildRecord } from "../build/build-record.ts";
import { readBuiltModel } from "../build/read-built-model.ts";
import { openWitnessCalculator } from "../witness/witness-calculator.ts";
import { type OpenProverOptions, openProver } from "./open-prover.ts";
import type { OpenModel } from "./prove-decision.ts";

/** A built model, opened for proving by whoever closes it. What is missing is the id under which a lender registered it. */
export interface OpenedModel extends Omit<OpenModel, "modelId">, AsyncDisposable {
  /** Ends the prover and its threads. */
  close(): Promise<void>;
}

/**
 * Opens a built model directory for proving, once for many decisions.
 *
 * @example
 * await using model = await openModel("model");
 * const receipt = await proveDecision({ ...model, modelId }, record, application);
 *
 * @throws CredenceError CRD-3005 and CRD-3006 (not built, or altered since), and what `readModel`, `openWitnessCalculator` and `openProver` throw.
 */
export async function openModel(directory: string, options: Pick<OpenProverOptions, "threads" | "engine" | "onFallback"> = {}): Promise<OpenedModel> {
  const { files, paths, manifest } = readBuiltModel(directory);
  const calculator = await openWitnessCalculator(paths.wasm);
  const zkeySha256 = new BuildRecord(paths.record, directory).digest("key", paths.zkey);
  const prover = await openProver({ ...options, zkeyPath: paths.zkey, zkeySha256, verificationKey: manifest.verificationKey });
  const close = () => prover.close();
  return { model: files.model, opening: files, manifest, calculator, prover, close, [Symbol.asyncDispose]: close };
}
