import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import hre, { artifacts } from "hardhat";
import { type Abi, decodeErrorResult, encodeDeployData, type Hex } from "viem";
import { compileSolidity, SOLIDITY_SETTINGS } from "../../src/build/compile-solidity.ts";
import { brokenKeys } from "../proof/broken-keys.ts";
import { key, vectors } from "../proof/groth16-vectors.ts";
import { batch, statement } from "../proof/groth16-words.ts";
import { type Attempt, invalidProofs } from "../proof/invalid-proofs.ts";
import { ask, create, openSecondEvm } from "./second-evm.ts";
import { openVerifierChain } from "./verifier-chain.ts";

type Vector = (typeof vectors)[number];
type Statement = Pick<Attempt, "proof" | "signals">;

const chain = await openVerifierChain();
const { abi, bytecode } = await artifacts.readArtifact("Groth16Verifier");
const creation = encodeDeployData({ abi: abi as Abi, bytecode: bytecode as Hex, args: [key, false] });
const [first, second, third] = vectors as [Vector, Vector, Vector];

const codeOf = (created: Awaited<ReturnType<typeof create>>): Hex => {
  assert("code" in created);
  return created.code;
};

const swapped: Statement[] = [
  { proof: [...first.proof.slice(0, 6), ...second.proof.slice(6)], signals: first.signals },
  { proof: [...second.proof.slice(0, 6), ...first.proof.slice(6)], signals: second.signals },
];

describe("the verifier on a second, independent EVM", () => {
  it("is the same code there, and decides the same", async () => {
    const here = await chain.deployVerifier(key, false);
    const evm = await openSecondEvm();
    const code = codeOf(await create(evm, creation));
    assert.equal(code, await chain.client.getCode({ address: here.address }));
    const seen = { true: 0, false: 0 };
    for (const attempt of [...vectors, ...invalidProofs(first, second)]) {
      const answer = await here.read.verifyProof(statement(attempt));
      assert.equal(await ask(evm, code, abi as Abi, "verifyProof", statement(attempt)), answer, "what" in attempt ? attempt.what : "valid");
      seen[`${answer}`]++;
    }
    assert.equal(seen.true, vectors.length);
    assert(seen.false > 40);
    for (const attempts of [vectors, [first], swapped, [third, ...swapped]]) {
      assert.equal(await ask(evm, code, abi as Abi, "verifyBatch", batch(attempts)), await here.read.verifyBatch(batch(attempts)));
    }
  });

  it("refuses the same keys there", async () => {
    const evm = await openSecondEvm();
    for (const error of new Set(brokenKeys.map((broken) => broken.error))) {
      const broken = brokenKeys.find((candidate) => candidate.error === error);
      assert(broken);
      const created = await create(evm, encodeDeployData({ abi: abi as Abi, bytecode: bytecode as Hex, args: [broken.key, false] }));
      assert("reverted" in created, broken.what);
      const { errorName, args } = decodeErrorResult({ abi: abi as Abi, data: created.reverted });
      assert.deepEqual({ errorName, args }, { errorName: error, args: broken.args });
    }
  });
});

describe("a chain that lacks precompiles", () => {
  const PAIRING = 8;
  const MULTIPLICATION = 7;
  const ADDITION = 6;

  it("gets no verifier", async () => {
    for (const [lacking, error] of [
      [[ADDITION], "PrecompilesMissing"],
      [[MULTIPLICATION], "PrecompilesMissing"],
      [[PAIRING], "KeyPointsNotInGroup"],
      [[ADDITION, MULTIPLICATION, PAIRING], "PrecompilesMissing"],
    ] as const) {
      const created = await create(await openSecondEvm(lacking), creation);
      assert("reverted" in created, `${lacking}`);
      assert.equal(decodeErrorResult({ abi: abi as Abi, data: created.reverted }).errorName, error);
    }
  });

  it("has a verifier's code accept nothing, should it come there in another way", async () => {
    const code = codeOf(await create(await openSecondEvm(), creation));
    for (const lacking of [[ADDITION], [MULTIPLICATION], [PAIRING], [ADDITION, MULTIPLICATION, PAIRING]]) {
      const evm = await openSecondEvm(lacking);
      for (const attempt of [...vectors, ...invalidProofs(first, second)]) {
        assert.equal(await ask(evm, code, abi as Abi, "verifyProof", statement(attempt)), false);
        assert.equal(await ask(evm, code, abi as Abi, "verifyBatch", batch([attempt as Statement])), false);
      }
    }
  });
});

describe("what would go wrong with other code", () => {
  const folder = join(import.meta.dirname, "../../contracts");
  const paths = [
    ...["Groth16Verifier", "BatchVerification", "Bn254", "Equation", "VerifyingKeyLint"].map((name) => `verifying/${name}.sol`),
    "interfaces/IGroth16Verifier.sol",
  ];
  const sources = Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));

  /** The verifier with one statement of its source replaced, on the second EVM. */
  async function altered(path: string, statementOfSource: string, by: string) {
    const source = sources[path] as string;
    assert.equal(source.split(statementOfSource).length, 2, `${statementOfSource} stands once in ${path}`);
    const compiled = compileSolidity({ ...sources, [path]: source.replace(statementOfSource, by) }, ["verifying/Groth16Verifier.sol", "Groth16Verifier"]);
    const evm = await openSecondEvm();
    const code = codeOf(await create(evm, encodeDeployData({ abi: compiled.abi as Abi, bytecode: compiled.bytecode, args: [key, false] })));
    return {
      verifyProof: (attempt: Statement) => ask(evm, code, abi as Abi, "verifyProof", statement(attempt)),
      verifyBatch: (attempts: readonly Statement[]) => ask(evm, code, abi as Abi, "verifyBatch", batch(attempts)),
    };
  }

  it("is compiled here as the project compiles it", () => {
    const configured = hre.config.solidity.profiles.default?.compilers[0]?.settings as Record<string, unknown>;
    for (const [name, value] of Object.entries(SOLIDITY_SETTINGS)) assert.deepEqual(configured[name], value, name);
    assert.equal(compileSolidity(sources, ["verifying/Groth16Verifier.sol", "Groth16Verifier"]).bytecode, bytecode);
  });

  it("a batch without weights would accept two proofs whose C points are exchanged", async () => {
    const without = await altered("verifying/BatchVerification.sol", "weight = mulmod(weight, seed, FIELD_ORDER);", "weight = seed == 0 ? 0 : 1;");
    assert.equal(await without.verifyBatch(swapped), true);
    assert.equal(await without.verifyBatch([third, ...swapped]), true);
    for (const attempt of swapped) assert.equal(await without.verifyProof(attempt), false);
  });

  it("signals would have a second encoding if they were not compared with the field order", async () => {
    const without = await altered("verifying/Equation.sol", "order := FIELD_ORDER", "order := not(0)");
    const aliases = invalidProofs(first, second).filter(({ what }) => /signal \d, plus the field order/.test(what));
    assert.equal(aliases.length, 5);
    for (const attempt of aliases) assert.equal(await without.verifyProof(attempt), true, attempt.what);
  });
});
