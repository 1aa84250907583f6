import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BaseError, ContractFunctionRevertedError, getAddress, type Hex, zeroAddress } from "viem";
import { groth16VerifierAbi } from "../../src/chain/abi/groth16-verifier.ts";
import { verifyingKeyHash } from "../../src/keys/verifying-key.ts";
import { brokenKeys, keyWithOtherGamma } from "../proof/broken-keys.ts";
import { key, vectors } from "../proof/groth16-vectors.ts";
import { keyWords, statement } from "../proof/groth16-words.ts";
import { openVerifierChain } from "./verifier-chain.ts";

const chain = await openVerifierChain();
const { client } = chain;
const factory = await chain.deployFactory();
// The factory's interface does not name the errors that a child's constructor reverts with.
const declared = { address: factory.address, abi: [...factory.abi, ...groth16VerifierAbi.filter(({ type }) => type === "error")] } as const;

const deploy = async (words: readonly bigint[], development: boolean) => {
  const { result, request } = await client.simulateContract({ ...declared, functionName: "deployVerifier", args: [keyWords(words), development] });
  const receipt = await client.waitForTransactionReceipt({ hash: await chain.sender.writeContract(request) });
  return { address: result as Hex, gas: receipt.gasUsed, logs: receipt.logs.length };
};

describe("VerifierFactory", () => {
  it("deploys a verifier once a key and mark, at an address that follows from the two", async () => {
    const made = await deploy(key, false);
    const again = await deploy(key, false);
    const marked = await deploy(key, true);
    assert.equal(again.address, made.address);
    assert.deepEqual([made.logs, again.logs, marked.logs], [1, 0, 1]);
    assert.notEqual(marked.address, made.address);
    assert(again.gas < 60_000n, `${again.gas}`);
    const hash = verifyingKeyHash(key);
    assert.equal(await factory.read.verifierOf([hash, false]), getAddress(made.address));
    assert.equal(await factory.read.verifierOf([hash, true]), getAddress(marked.address));
    assert.equal(await factory.read.verifierOf([verifyingKeyHash(keyWithOtherGamma), false]), zeroAddress);

    const elsewhere = await chain.deployFactory();
    const { result } = await client.simulateContract({ ...declared, address: elsewhere.address, functionName: "deployVerifier", args: [keyWords(key), false] });
    assert.notEqual(result, made.address);
  });

  it("makes verifiers that work and say what they were made of", async () => {
    for (const development of [false, true]) {
      const { address } = await deploy(key, development);
      const verifier = chain.verifierAt(address);
      assert.equal(await verifier.read.isDevelopmentKey(), development);
      assert.equal(await verifier.read.verifyingKeyHash(), verifyingKeyHash(key));
      for (const vector of vectors) assert.equal(await verifier.read.verifyProof(statement(vector)), true);
      assert.equal(await factory.read.isVerifier([address]), true);
    }
  });

  it("says of every deployment what it is", async () => {
    const { address } = await deploy(keyWithOtherGamma, true);
    const [event] = await factory.getEvents.VerifierDeployed({ verifyingKeyHash: verifyingKeyHash(keyWithOtherGamma) });
    assert.deepEqual(event?.args, { verifier: getAddress(address), verifyingKeyHash: verifyingKeyHash(keyWithOtherGamma), development: true });
  });

  it("knows its own children from all other contracts", async () => {
    const stranger = await chain.deployVerifier(key, false);
    const { address } = await deploy(key, false);
    assert.equal(await client.getCode({ address: stranger.address }), await client.getCode({ address }));
    for (const account of [stranger.address, factory.address, zeroAddress]) assert.equal(await factory.read.isVerifier([account]), false);
  });
});

describe("the lint of a key", () => {
  it("lets honest keys pass, whatever their gamma", async () => {
    await deploy(key, false);
    await deploy(keyWithOtherGamma, false);
  });

  for (const broken of brokenKeys) {
    it(`names ${broken.what}`, async () => {
      assert.notDeepEqual(broken.key, key);
      assert.deepEqual(await refusal(broken.key), { error: broken.error, args: broken.args });
    });
  }
});

/** The error that the factory reverts with for a key. */
async function refusal(words: readonly bigint[]) {
  try {
    await deploy(words, false);
  } catch (error) {
    const reverted = error instanceof BaseError ? error.walk((cause) => cause instanceof ContractFunctionRevertedError) : undefined;
    if (reverted instanceof ContractFunctionRevertedError) return { error: reverted.data?.errorName, args: reverted.data?.args };
    throw error;
  }
  return "deployed";
}
