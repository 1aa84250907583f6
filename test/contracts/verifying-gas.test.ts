import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { artifacts } from "hardhat";
import { encodeDeployData, encodeFunctionData, type Hex, hexToBytes } from "viem";
import { formatJson } from "../../src/files/json.ts";
import { key, vectors } from "../proof/groth16-vectors.ts";
import { batch, keyWords, statement } from "../proof/groth16-words.ts";
import { openVerifierChain } from "./verifier-chain.ts";

const { client, deployFactory, deployVerifier, provider, sender } = await openVerifierChain();
const verifier = await deployVerifier(key, false);
const factory = await deployFactory();
const [valid] = vectors as [(typeof vectors)[number]];

const file = join(import.meta.dirname, "gas/verifying.json");
const committed: Record<string, number> = process.env.UPDATE_SNAPSHOTS ? {} : JSON.parse(readFileSync(file, "utf8"));
const figures: Record<string, number> = {};

/** What a transaction costs before any code runs (EIP-2028, EIP-3860). */
const intrinsic = (data: Hex, creates: boolean) => {
  const bytes = hexToBytes(data);
  const carried = bytes.reduce((sum, byte) => sum + (byte === 0 ? 4 : 16), 21_000);
  return creates ? carried + 32_000 + 2 * Math.ceil(bytes.length / 32) : carried;
};

/** Sends a transaction and gives what it used, in all and without what it costs to send: the second is what a contract pays that calls, apart from the call itself. */
async function use({ to, data, gas = 16_000_000n }: { to?: Hex; data: Hex; gas?: bigint }) {
  const hash = await sender.sendTransaction({ to: to ?? null, data, gas });
  const receipt = await client.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, "success");
  const transaction = Number(receipt.gasUsed);
  return { hash, transaction, call: transaction - intrinsic(data, to === undefined) };
}

/** Notes a figure, which is within its bar and, to the unit, what is committed. */
function note(figure: string, gas: number, bar: number) {
  figures[figure] = gas;
  assert(gas <= bar, `${figure}: ${gas} is more than ${bar}`);
  if (!process.env.UPDATE_SNAPSHOTS) assert.equal(gas, committed[figure], figure);
}

const verify = (proof: readonly bigint[], gas?: bigint) =>
  use({
    to: verifier.address,
    data: encodeFunctionData({ abi: verifier.abi, functionName: "verifyProof", args: statement({ ...valid, proof }) }),
    ...(gas === undefined ? {} : { gas }),
  });
const verifyBatch = (count: number, falsified = false) => {
  const statements = Array.from({ length: count }, (_, i) => vectors[i % vectors.length] as (typeof vectors)[number]);
  if (falsified) statements[count >> 1] = { ...valid, proof: [1n, 1n, ...valid.proof.slice(2)] };
  return use({ to: verifier.address, data: encodeFunctionData({ abi: verifier.abi, functionName: "verifyBatch", args: batch(statements) }) });
};
const deploy = () => use({ to: factory.address, data: encodeFunctionData({ abi: factory.abi, functionName: "deployVerifier", args: [keyWords(key), false] }) });

describe("gas of verifying", () => {
  after(() => {
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(file, formatJson(figures));
    else assert.deepEqual(Object.keys(figures).sort(), Object.keys(committed).sort());
  });

  it("verifies a proof", async () => {
    const { call, transaction } = await verify(valid.proof);
    note("verify a proof: call", call, 217_500);
    note("verify a proof: transaction", transaction, 245_000);
  });

  it("costs the same whatever the valid proof", async () => {
    const calls = new Set<number>();
    for (const vector of vectors) {
      const data = encodeFunctionData({ abi: verifier.abi, functionName: "verifyProof", args: statement(vector) });
      calls.add((await use({ to: verifier.address, data })).call);
    }
    assert.equal(calls.size, 1);
  });

  it("bounds what a bad proof burns, however much gas it is given", async () => {
    const faults: [string, bigint[]][] = [
      ["A off the curve", [1n, 1n, ...valid.proof.slice(2)]],
      ["B off the curve", [...valid.proof.slice(0, 2), 1n, 1n, 1n, 1n, ...valid.proof.slice(6)]],
      ["C off the curve", [...valid.proof.slice(0, 6), 1n, 1n]],
      ["another proof's C point", [...valid.proof.slice(0, 6), ...(vectors[1]?.proof.slice(6) ?? [])]],
    ];
    for (const [fault, proof] of faults) {
      const burned = [];
      for (const gas of [300_000n, 1_000_000n, 16_000_000n]) burned.push((await verify(proof, gas)).call);
      assert.equal(new Set(burned).size, 1, fault);
      note(`refuse a proof with ${fault}: call`, burned[0] as number, 240_000);
    }
  });

  it("gives a true answer to a valid proof with 240,000 gas", async () => {
    const data = encodeFunctionData({ abi: verifier.abi, functionName: "verifyProof", args: statement(valid) });
    const answer = await client.call({ to: verifier.address, data, gas: BigInt(intrinsic(data, false)) + 240_000n });
    assert.equal(BigInt(answer.data ?? "0x0"), 1n);
  });

  it("verifies batches", async () => {
    for (const [count, bar] of [
      [2, 148_000],
      [8, 74_000],
      [32, 55_500],
      [100, 51_500],
    ] as const) {
      note(`verify a batch of ${count}: call, a proof`, Math.round((await verifyBatch(count)).call / count), bar);
    }
    note("refuse a batch of 32 with one bad proof: transaction", (await verifyBatch(32, true)).transaction, 2_200_000);
  });

  it("deploys a verifier by the factory, and looks up one that is there", async () => {
    note("deploy a verifier by the factory: transaction", (await deploy()).transaction, 900_000);
    note("the same key again: transaction", (await deploy()).transaction, 56_000);
  });

  it("deploys a verifier and checks its key", async () => {
    const { abi, bytecode } = await artifacts.readArtifact("Groth16Verifier");
    const { hash, transaction } = await use({ data: encodeDeployData({ abi, bytecode: bytecode as Hex, args: [keyWords(key), false] }) });
    note("deploy a verifier directly: transaction", transaction, 930_000);
    // Up to the end of the constructor's last call, which is the lint's: what reads the arguments before it is counted in.
    const trace = (await provider.request({ method: "debug_traceTransaction", params: [hash] })) as { structLogs: { op: string; gas: number }[] };
    const last = trace.structLogs.findLastIndex(({ op }) => op === "STATICCALL");
    note("lint of a key", (trace.structLogs[0]?.gas ?? 0) - (trace.structLogs[last + 1]?.gas ?? 0), 210_000);
  });
});
