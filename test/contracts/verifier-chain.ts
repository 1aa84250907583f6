import { network } from "hardhat";
import { type Abi, type Address, getContract } from "viem";
import { groth16VerifierAbi } from "../../src/chain/abi/groth16-verifier.ts";
import { verifierFactoryAbi } from "../../src/chain/abi/verifier-factory.ts";
import { keyWords } from "../proof/groth16-words.ts";

/** A fresh chain that deploys verifiers and factories, typed by their interfaces. One a test file. */
export async function openVerifierChain() {
  const { viem, provider } = await network.create();
  const client = await viem.getPublicClient();
  const [sender] = await viem.getWalletClients();
  if (sender === undefined) throw new Error("the chain has no account");
  const at = <const A extends Abi>(abi: A, address: Address) => getContract({ abi, address, client: { public: client, wallet: sender } });
  return {
    provider,
    client,
    sender,
    at,
    verifierAt: (address: Address) => at(groth16VerifierAbi, address),
    deployVerifier: async (key: readonly bigint[], development: boolean) =>
      at(groth16VerifierAbi, (await viem.deployContract("Groth16Verifier", [keyWords(key), development])).address),
    deployFactory: async () => at(verifierFactoryAbi, (await viem.deployContract("VerifierFactory")).address),
    deployCaller: async <const A extends Abi>(key: readonly bigint[], abi: A) =>
      at(abi, (await viem.deployContract("VerifierCaller", [keyWords(key), false])).address),
  };
}
