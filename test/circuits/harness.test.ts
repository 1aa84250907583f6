import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { type Circuit, openCircuit } from "./harness/circuit.ts";
import { openForger } from "./harness/forge.ts";
import { openMaliciousGenerator } from "./harness/malicious-generator.ts";
import { findFreeDirections } from "./harness/rank.ts";
import { sweepWires } from "./harness/sweep.ts";

/** Whether x is 0. `constraint` is what the template states of the product x zero. */
const isZero = (constraint: string) => `pragma circom 2.2.0;
template IsNought() {
    signal input x;
    signal output zero;
    signal inverse <-- x == 0 ? 0 : 1 / x;
    zero <== 1 - x * inverse;
    ${constraint}
}
component main { public [x] } = IsNought();`;
const SOUND = isZero("x * zero === 0;");
const OPEN = isZero("");

/** A quotient and a remainder whose range is only asserted: an assert of a signal adds no constraint. */
const DIVISION = `pragma circom 2.2.0;
template Division() {
    signal input dividend;
    signal input divisor;
    signal output quotient;
    signal remainder <-- dividend % divisor;
    quotient <-- dividend \\ divisor;
    assert(remainder < divisor);
    quotient * divisor === dividend - remainder;
}
component main { public [dividend, divisor] } = Division();`;

describe("the sweep and the rank test", () => {
  const held = (signal: string) => signal === "main.x";

  it("find nothing in a sound circuit, and the forgotten constraint in one that is not", async () => {
    const sound = await openCircuit(SOUND);
    const honest = sound.calculate({ x: 5n });
    expect(sweepWires(sound, honest, held)).toEqual([]);
    expect(findFreeDirections(sound, honest, held)).toEqual([]);

    const open = await openCircuit(OPEN);
    expect(findFreeDirections(open, open.calculate({ x: 5n }), held).length).toBe(1);
  });

  it("report a hint that is free for this input only: the inverse of 0", async () => {
    const sound = await openCircuit(SOUND);
    const honest = sound.calculate({ x: 0n });
    expect(new Set(sweepWires(sound, honest, held).map(({ signal }) => signal))).toEqual(new Set(["main.inverse"]));
    expect(findFreeDirections(sound, honest, held)).toEqual(["main.inverse"]);
  });

  it("hold the public signals unless told otherwise: with its output held, the open circuit looks closed", async () => {
    const open = await openCircuit(OPEN);
    expect(findFreeDirections(open, open.calculate({ x: 5n }))).toEqual([]);
  });
});

describe("forged witnesses", () => {
  let circuit: Circuit;
  beforeAll(async () => {
    circuit = await openCircuit(DIVISION);
  });
  const inputs = { dividend: 17n, divisor: 5n };

  it("are found out by a changed wire alone, and not once the lie is told consistently", async () => {
    const naive = circuit.calculate(inputs);
    expect(naive[circuit.wire("main.quotient")]).toBe(3n);
    naive[circuit.wire("main.quotient")] = 2n;
    expect(circuit.violations(naive)).toEqual(["{main.quotient} * {main.divisor} = {main.dividend, main.remainder}".replaceAll(", ", ",")]);

    const forge = await openForger(circuit, DIVISION);
    const forged = forge(inputs, { set: { "main.quotient": 2n }, hint: (signal) => /dividend|divisor/.test(signal) });
    expect(circuit.violations(forged)).toEqual([]);
    expect(forged[circuit.wire("main.remainder")]).toBe(7n);
  });

  it("must tell a lie", async () => {
    const forge = await openForger(circuit, DIVISION);
    expect(() => forge(inputs, { set: { "main.quotient": 3n }, hint: () => false })).toThrow("nothing is forged");
  });

  it("come from the circuit's own program too: its asserts and checks out, its hints exchanged", async () => {
    const patches = [
      { path: "main.circom", find: "dividend % divisor", replace: "(dividend % divisor) - divisor" },
      { path: "main.circom", find: "dividend \\ divisor", replace: "(dividend \\ divisor) + 1" },
    ];
    const cheat = await openMaliciousGenerator(circuit, DIVISION, patches);
    const witness = cheat(inputs);
    expect(circuit.violations(witness)).toEqual([]);
    expect(witness[circuit.wire("main.remainder")]).toBe(FIELD_ORDER - 3n);
  });

  it("are not made by a patch that changes nothing", async () => {
    await expect(openMaliciousGenerator(circuit, DIVISION, [{ path: "main.circom", find: "absent", replace: "" }])).rejects.toThrow("does not contain: absent");
  });
});
