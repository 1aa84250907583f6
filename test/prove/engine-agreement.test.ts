import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import * as snarkjs from "snarkjs";
import { encodeDeployData, type Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXAMPLES } from "../../scripts/example.ts";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { generateUniversalCircuit } from "../../src/circuit/universal/generate-universal-circuit.ts";
import { universalShape } from "../../src/circuit/universal/universal-shape.ts";
import { readSource } from "../../src/files/source-file.ts";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { findNativeProgram } from "../../src/keys/native-program.ts";
import { nativeDevelopmentSetup } from "../../src/keys/native-setup.ts";
import { ownCurve } from "../../src/keys/own-curve.ts";
import { verifyingKeyOf } from "../../src/keys/verifying-key.ts";
import { neededFeatures } from "../../src/model/needed-features.ts";
import { verifyGroth16 } from "../../src/proof/verify-groth16.ts";
import { openProver } from "../../src/prove/open-prover.ts";
import type { Engine } from "../../src/prove/prover.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";
import { encodeRows } from "../../src/record/rows.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { orderSignals } from "../../src/statement/signals.ts";
import { buildCircuitInputs } from "../../src/witness/circuit-inputs.ts";
import { artifactOf, buildContracts } from "../chain/fixture/build-contracts.ts";
import { BLIND, MODEL_COMMITMENT, signCodes } from "../circuits/decision-records.ts";
import { compileCircuit } from "../circuits/harness/compile.ts";
import { committed } from "../circuits/universal/universal-models.ts";
import { ask, create, openSecondEvm } from "../contracts/second-evm.ts";
import { keyWords, statement } from "../proof/groth16-words.ts";
import { buildNative, goIsThere } from "./go.ts";
import { snarkjsProof } from "./snarkjs-proof.ts";

const ENGINES: Engine[] = [...(goIsThere ? (["native"] as const) : []), "wasm", "snarkjs"];
type Inputs = Record<string, bigint | readonly bigint[]>;

/** Five public signals, as every decision has, and rows in which any values of the rest can stand. */
const circuitOf = (rows: string, secrets: number) => `pragma circom 2.2.0;
template Any() {
  signal input open[5];
  signal input secret[${secrets}];
  ${rows}
}
component main {public [open]} = Any();
`;

const FREE = circuitOf("signal product[60]; for (var i = 0; i < 60; i++) product[i] <== secret[i] * open[i % 5];", 60);

/** Rows of products of random sums of what stands before them, with coefficients small, large and negative. */
function randomCircuit(seed: number): string {
  const [rows] = fc.sample(
    fc.array(
      fc.array(fc.tuple(fc.nat(1000), fc.oneof(fc.constant(1n), fc.constant(-1n), fc.bigInt(-9n, 9n), fc.bigInt(0n, FIELD_ORDER - 1n))), {
        minLength: 2,
        maxLength: 7,
      }),
      {
        minLength: 70,
        maxLength: 150,
      },
    ),
    { numRuns: 1, seed },
  ) as [[number, bigint][][]];
  const lines = rows.map((terms, row) => {
    const named = terms.map(([at, factor]) => {
      const place = at % (11 + row);
      const signal = place < 5 ? `open[${place}]` : place < 11 ? `secret[${place - 5}]` : `mid[${place - 11}]`;
      return `(${factor}) * ${signal}`;
    });
    const half = named.length >> 1;
    return `mid[${row}] <== (${named.slice(0, half).join(" + ")}) * (${named.slice(half).join(" + ")});`;
  });
  return circuitOf(`signal mid[${rows.length}];\n  ${lines.join("\n  ")}`, 6);
}

/** The contract that settles, under a key on a second EVM. */
async function openContract(key: readonly bigint[]) {
  const { abi, bytecode } = artifactOf("verifying/Groth16Verifier.sol", "Groth16Verifier");
  const evm = await openSecondEvm();
  const created = await create(evm, encodeDeployData({ abi, bytecode, args: [keyWords(key), true] }));
  const { code } = created as { code: Hex };
  return { takes: (proven: Parameters<typeof statement>[0]) => ask(evm, code, abi, "verifyProof", statement(proven)) };
}

describe("the engines, snarkjs' verifier, the contract on a second EVM and the library that receipts are verified with agree", () => {
  const folder = mkdtempSync(join(tmpdir(), "credence-agree-"));
  let curve: AsyncDisposable;

  beforeAll(async () => {
    if (goIsThere) await buildNative();
    await buildContracts();
    curve = await ownCurve();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await curve[Symbol.asyncDispose]();
  });

  /** A development key, natively where that can be: it is none of what is compared here. */
  const makeKey = (r1csPath: string, zkeyPath: string) => {
    const program = findNativeProgram();
    return "missing" in program ? developmentSetup({ r1csPath, zkeyPath }) : nativeDevelopmentSetup({ program, r1csPath, zkeyPath });
  };

  /** Proves every witness with every engine, and verifies each proof three times; each is refused with one of its signals altered. */
  async function expectAgreement(source: string, inputs: readonly Inputs[], signals: readonly (readonly bigint[])[]): Promise<void> {
    const circuit = await compileCircuit(source);
    const zkeyPath = join(folder, "key.zkey");
    const { verificationKey } = await makeKey(circuit.r1cs, zkeyPath);
    const key = verifyingKeyOf(verificationKey);
    const contract = await openContract(key);
    const witnesses: Uint8Array[] = [];
    for (const input of inputs) {
      const file = { type: "mem", data: new Uint8Array() };
      await snarkjs.wtns.calculate(input as never, circuit.wasm, file as never);
      witnesses.push(file.data);
    }
    for (const engine of ENGINES) {
      await using prover = await openProver({ zkeyPath, verificationKey, engine });
      for (const [i, witness] of witnesses.entries()) {
        const proven = await prover.prove(witness.slice());
        expect(proven.signals, engine).toEqual(signals[i]);
        expect(verifyGroth16(key, proven.proof, proven.signals), engine).toBe(true);
        expect(await snarkjs.groth16.verify(verificationKey, proven.signals.map(String), snarkjsProof(proven.proof)), engine).toBe(true);
        expect(await contract.takes(proven), engine).toBe(true);
        const other = proven.signals.map((signal, at) => (at === i % 5 ? (signal + 1n) % FIELD_ORDER : signal));
        expect(verifyGroth16(key, proven.proof, other), engine).toBe(false);
        expect(await contract.takes({ ...proven, signals: other }), engine).toBe(false);
      }
    }
  }

  test("on witnesses of zeros, of ones, and of the largest values", async () => {
    const of = (value: bigint): Inputs => ({ open: new Array<bigint>(5).fill(value), secret: new Array<bigint>(60).fill(value) });
    const last = FIELD_ORDER - 1n;
    const half = FIELD_ORDER / 2n;
    const inputs = [0n, 1n, last, half, half + 1n].map(of);
    // The largest values without a small one among them: their products are 1 where the open ones are the largest too.
    inputs.push({ open: [1n, 1n, 1n, 1n, 1n], secret: new Array<bigint>(60).fill(last) });
    await expectAgreement(
      FREE,
      inputs,
      inputs.map(({ open }) => open as bigint[]),
    );
  });

  test.each([1, 2])("on a random circuit (%i)", async (seed) => {
    const values = fc.oneof(fc.constant(0n), fc.constant(1n), fc.bigInt(0n, 100n), fc.bigInt(0n, FIELD_ORDER - 1n));
    const inputs = fc.sample(fc.record({ open: fc.array(values, { minLength: 5, maxLength: 5 }), secret: fc.array(values, { minLength: 6, maxLength: 6 }) }), {
      numRuns: 3,
      seed,
    });
    await expectAgreement(
      randomCircuit(seed),
      inputs,
      inputs.map(({ open }) => open),
    );
  });

  test.each(EXAMPLES)("on a decision of $name", async ({ modelFile, policyFile, applicantsFile, mode }) => {
    const { model } = quantiseFile(modelFile, policyFile);
    const [codes] = encodeRows(readSource(applicantsFile), model.schema, neededFeatures(model));
    const universal = mode === "universal";
    const source = universal ? generateUniversalCircuit(model.schema, universalShape(model)) : generateDecisionCircuit(model, MODEL_COMMITMENT);
    const record = signCodes(model, codes as readonly bigint[]);
    const { inputs, signals } = buildCircuitInputs({ model, ...(universal ? committed(model) : { modelCommitment: MODEL_COMMITMENT }), record, blind: BLIND });
    await expectAgreement(source, [inputs as unknown as Inputs], [orderSignals(signals)]);
  });
});
