import { type Client, createClient, http } from "viem";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chainFault } from "../../app/src/chain/chain-fault.ts";
import { manifestFacts } from "../../app/src/index/fetch-manifest.ts";
import { checkDecision } from "../../app/src/verification/check-decision.ts";
import { checkOpening } from "../../app/src/verification/check-opening.ts";
import { DECISION_CHECKS } from "../../app/src/verification/decision-check-names.ts";
import { OPENING_CHECKS } from "../../app/src/verification/opening-check-names.ts";
import { readDecisionEvidence } from "../../app/src/verification/read-decision-evidence.ts";
import { readReceiptEvidence } from "../../app/src/verification/read-receipt-evidence.ts";
import { readReceiptFile } from "../../app/src/verification/read-receipt-file.ts";
import { formatJson } from "../../src/files/json.ts";
import type { DecisionDetail } from "../../src/indexer/api.ts";
import { type ChainState, healthyChain, serveFixtureChain } from "./fixture/chain-server.ts";
import type { FixtureServer } from "./fixture/index-server.ts";
import { CHAIN_ID, CONTRACTS, DECISIONS, MANIFESTS, receiptOf } from "./fixture/register.ts";

const [decision] = DECISIONS as [DecisionDetail];
const receipt = receiptOf(decision);
const state: ChainState = healthyChain();
let node: FixtureServer;
let client: Client;
beforeAll(async () => {
  node = await serveFixtureChain(state);
  client = createClient({ transport: http(node.url, { retryCount: 0 }) });
});
afterEach(() => {
  Object.assign(state, healthyChain());
});
afterAll(() => node.close());

const source = {
  chainId: CHAIN_ID,
  decisionRegistry: CONTRACTS.DecisionRegistry,
  manifest: async (model: string) => manifestFacts(new TextEncoder().encode(formatJson(MANIFESTS.get(model)))),
};
const receiptSource = { ...source, transactionOf: async () => decision.transaction, page: undefined };

describe("the checks of a decision", () => {
  it("come in the order in which a page lists them, and all hold for what was settled", async () => {
    const evidence = await readDecisionEvidence(client, decision, source);
    if ("expected" in evidence) throw new Error(evidence.found);
    const checks = [...checkDecision(evidence)];
    expect(checks.map(({ id }) => id)).toEqual(DECISION_CHECKS.map(({ id }) => id));
    expect(checks.filter((check) => check.state !== "holds")).toEqual([]);
  });

  it("ask the registry itself for the other registries, never the index", async () => {
    await readDecisionEvidence(client, decision, source);
    const asked = state.asked.join();
    expect(asked).toContain(CONTRACTS.DecisionRegistry.toLowerCase());
    expect(JSON.stringify(source)).not.toContain(CONTRACTS.ModelRegistry);
    expect(asked.toLowerCase()).toContain(CONTRACTS.ModelRegistry.toLowerCase());
  });

  it("have nothing to run on where the registry is no contract", async () => {
    const elsewhere = { ...source, decisionRegistry: CONTRACTS.CreditGate };
    await expect(readDecisionEvidence(client, decision, elsewhere)).rejects.toThrow("returned no data");
  });

  it("have nothing to run on where the node gives no answer, and the reason is a sentence", async () => {
    state.fault = "no-calls";
    const fault = await readDecisionEvidence(client, decision, source).then(
      () => "",
      (error: unknown) => chainFault(error),
    );
    expect(fault).toMatch(/this node answers no calls/);
    expect(fault).not.toMatch(/0x[0-9a-f]{16}/);
  });

  it("tell every part in which the page differs from the chain", async () => {
    const evidence = await readDecisionEvidence(
      client,
      { ...decision, block: decision.block + 1, signals: decision.signals.with(4, decision.reference) },
      source,
    );
    if ("expected" in evidence) throw new Error(evidence.found);
    const [settled] = [...checkDecision(evidence)];
    expect(settled).toMatchObject({ id: "settled", state: "fails" });
    expect(settled?.expected).toBe(`block ${decision.block + 1}; outcome ${decision.reference}`);
    expect(settled?.found).toBe(`block ${decision.block}; outcome ${decision.signals[4]}`);
  });
});

describe("the checks of a receipt", () => {
  it("are the ones that a page lists, and all hold for what was settled", async () => {
    const checks = [...checkOpening(await readReceiptEvidence(client, receipt, receiptSource))];
    expect(checks.map(({ id }) => id).toSorted()).toEqual(OPENING_CHECKS.map(({ id }) => id).toSorted());
    expect(checks.filter((check) => check.state !== "holds")).toEqual([]);
  });

  it("find a settlement by the index where the receipt names none, and leave the check open where nobody does", async () => {
    const { settlement, ...unsettled } = receipt;
    expect(settlement).toBeDefined();
    const settledCheck = async (transaction: DecisionDetail["transaction"] | undefined) =>
      [...checkOpening(await readReceiptEvidence(client, unsettled, { ...receiptSource, transactionOf: async () => transaction }))].find(
        ({ id }) => id === "settled",
      );
    expect((await settledCheck(decision.transaction))?.state).toBe("holds");
    expect((await settledCheck(undefined))?.state).toBe("unknown");
    expect((await settledCheck(DECISIONS[1]?.transaction))?.state).toBe("unknown");
  });

  it("do not judge the reasons without a manifest", async () => {
    const evidence = await readReceiptEvidence(client, receipt, { ...receiptSource, manifest: async () => ({ absent: "none was given" }) });
    const open = [...checkOpening(evidence)].filter((check) => check.state !== "holds");
    expect(open.map(({ id, state }) => [id, state])).toEqual([
      ["manifest", "unknown"],
      ["The reasons are the committed ones, in the lender's published words", "unknown"],
    ]);
  });

  it("are not run on a node of another chain", async () => {
    state.chainId = 1;
    await expect(readReceiptEvidence(client, receipt, receiptSource)).rejects.toThrow("The node serves chain 1, and this register is of chain 31337.");
  });
});

describe("a file that is dropped", () => {
  const file = (text: string) => new Blob([text]);

  it("is read where it is a receipt", async () => {
    expect(await readReceiptFile(file(formatJson(receipt)))).toEqual(receipt);
  });

  it.each([
    ["{", "not JSON"],
    ["[]", "not a receipt"],
    [formatJson({ ...receipt, extra: 1 }), "not a receipt"],
    [formatJson({ ...receipt, proof: receipt.proof.slice(1) }), "At proof"],
    ["x".repeat(65_537), "65537 bytes"],
  ])("is refused with a sentence otherwise: %#", async (text, sentence) => {
    await expect(readReceiptFile(file(text))).rejects.toThrow(sentence);
  });
});
