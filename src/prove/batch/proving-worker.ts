import { parentPort, workerData } from "node:worker_threads";
import { CredenceError } from "../../errors/credence-error.ts";
import { modelId } from "../../statement/model-id.ts";
import { type OpenedModel, openModel } from "../open-model.ts";
import { proveDecision } from "../prove-decision.ts";
import type { ProvingJob, ProvingReply, ProvingStart, ThrownThere } from "./proving-thread.ts";

/** The thread that proves a batch's decisions. Started by proving-thread.ts only. */

const { directory, engine, threads } = workerData as ProvingStart;
const say = (reply: ProvingReply) => parentPort?.postMessage(reply);

function thrown(error: unknown): ThrownThere {
  if (error instanceof CredenceError) return { code: error.code, message: error.message, place: error.place };
  return { code: "CRD-9900", message: error instanceof Error ? error.message : String(error), place: undefined };
}

async function prove(model: OpenedModel, job: Exclude<ProvingJob, "close">): Promise<void> {
  const { id, record, application } = job;
  try {
    const known = modelId(application.lender, model.model.name, model.model.version);
    say({ id, receipt: await proveDecision({ ...model, modelId: known }, record, application) });
  } catch (error) {
    say({ id, failure: thrown(error) });
  }
}

let fallback: string | undefined;
const onFallback = (why: string) => {
  fallback = why;
};
try {
  const model = await openModel(directory, { engine, threads, onFallback });
  parentPort?.on("message", (job: ProvingJob) => {
    if (job !== "close") return void prove(model, job);
    parentPort?.close();
    void model.close();
  });
  say({ ready: model.prover.engine, fallback });
} catch (error) {
  say({ cannotStart: thrown(error) });
}
