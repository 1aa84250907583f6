import { relative } from "node:path";
import type { Decision } from "../../src/statement/outcome.ts";
import { ROOT } from "../example.ts";
import type { Refusal } from "./forgeries.ts";
import type { Lending } from "./lending.ts";

export interface DecisionLine {
  /** Row of the example's applicants, from 1. */
  row: number;
  /** Which of the demo's applicants it is, from 0. */
  position: number;
  application: `0x${string}`;
  decision: Decision;
  disclosedScore: number;
  /** Record checked, witness computed, proof made and verified. */
  proveMs: number;
  gasUsed: number;
  transaction: `0x${string}`;
  /** The receipt's file. */
  receipt: string;
}

/** What `npm start -- --json` prints. */
export interface Summary {
  example: string;
  chainId: number;
  rpc: string;
  contracts: Record<string, string>;
  model: { id: string; name: string; version: string; constraints: number; developmentKey: boolean };
  /** Where the model's public manifest stands. */
  manifest: string;
  decisions: readonly DecisionLine[];
  refused: readonly Refusal[];
  lending: Lending;
  page: string;
  decisionPage: string;
  seconds: { total: number; firstSettled: number; stages: readonly { stage: string; seconds: number }[] };
}

const rows = ({ decisions }: Summary) =>
  decisions.map(
    ({ row, decision, disclosedScore, proveMs, gasUsed, transaction }) =>
      `  ${String(row).padStart(4)}  ${decision.padEnd(8)} ${String(disclosedScore).padStart(5)}  ${String(proveMs).padStart(6)}  ${gasUsed.toLocaleString("en").padStart(8)}  ${transaction.slice(0, 18)}...`,
  );

/** Prints what was done: one JSON object, or a page of text. */
export function printSummary(summary: Summary, { json, stays }: { json: boolean; stays: boolean }): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  const { model, manifest, decisions, refused, lending, page, decisionPage, seconds, rpc, chainId } = summary;
  const lines = [
    "",
    `${decisions.length} decisions of ${model.name} ${model.version} settled with their proofs`,
    `   row  decision  from  prove ms      gas  transaction`,
    ...rows(summary),
    "",
    "Refused",
    ...refused.map(({ attempt, refusal }) => `  ${attempt}: ${refusal}`),
    `  a loan to the applicant of row ${lending.refusedTo}: ${lending.reason}.`,
    "",
    `First decision settled after ${seconds.firstSettled.toFixed(0)} s, everything up after ${seconds.total.toFixed(0)} s.`,
    ...(model.developmentKey ? ["The key is a development key: whoever made it could forge proofs. Never lend on one."] : []),
    "",
    `Page       ${page}`,
    `Decision   ${decisionPage}`,
    `Receipt    ${relative(ROOT, decisions[0]?.receipt ?? "")}   (drop it on the decision's page to open score and reasons)`,
    `Check it   npx credence verify ${relative(ROOT, decisions[0]?.receipt ?? "")} --manifest ${relative(ROOT, manifest)}${stays ? ` --rpc ${rpc} --deployment deployments/${chainId}.json` : ""}`,
    ...(stays ? ["", "Up until you press Ctrl-C."] : []),
    "",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
