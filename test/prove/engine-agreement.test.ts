import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { ownCurve } from "../../src/keys/own-curve.ts";
import { verifyingKeyOf } from "../../src/keys/verifying-key.ts";
import { verifyGroth16 } from "../../src/proof/verify-groth16.ts";
import { openProver } from "../../src/prove/open-prover.ts";
import type { Engine } from "../../src/prove/prover.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { orderSignals } from "../../src/statement/signals.ts";
import { buildCircuitInputs } from "../../src/witness/circuit-inputs.ts";
import { germanModel } from "../circuits/decision-models.ts";
import { BLIND, bestCodes, MODEL_COMMITMENT, signCodes } from "../circuits/decision-records.ts";
import { compileCircuit } from "../circuits/harness/compile.ts";
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

describe("the engines, snarkjs' verifier and the library that receipts are verified with agree", () => {
  const folder = mkdtempSync(join(tmpdir(), "credence-agree-"));
  let curve: AsyncDisposable;

  beforeAll(async () => {
    if (goIsThere) await buildNative();
    curve = await ownCurve();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await curve[Symbol.asyncDispose]();
  });

  /** Proves every witness with every engine, and verifies each proof twice; each is refused with any of its signals altered. */
  async function expectAgreement(source: string, inputs: readonly Inputs[], signals: readonly (readonly bigint[])[]): Promise<void> {
    const circuit = await compileCircuit(source);
    const zkeyPath = join(folder, "key.zkey");
    const { verificationKey } = await developmentSetup({ r1csPath: circuit.r1cs, zkeyPath });
    const key = verifyingKeyOf(verificationKey);
    for (const engine of ENGINES) {
      await using prover = await openProver({ zkeyPath, verificationKey, engine });
      for (const [i, input] of inputs.entries()) {
        const file = { type: "mem", data: new Uint8Array() };
        await snarkjs.wtns.calculate(input as never, circuit.wasm, file as never);
        const proven = await prover.prove(file.data);
        expect(proven.signals, engine).toEqual(signals[i]);
        expect(verifyGroth16(key, proven.proof, proven.signals), engine).toBe(true);
        expect(await snarkjs.groth16.verify(verificationKey, proven.signals.map(String), snarkjsProof(proven.proof)), engine).toBe(true);
        const other = proven.signals.map((signal, at) => (at === i % 5 ? (signal + 1n) % FIELD_ORDER : signal));
        expect(verifyGroth16(key, proven.proof, other), engine).toBe(false);
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

  test("on a decision of the German scorecard", async () => {
    const model = germanModel();
    const record = signCodes(model, bestCodes(model));
    const { inputs, signals } = buildCircuitInputs({ model, modelCommitment: MODEL_COMMITMENT, record, blind: BLIND });
    await expectAgreement(generateDecisionCircuit(model, MODEL_COMMITMENT), [inputs as unknown as Inputs], [orderSignals(signals)]);
  });
});
