import { type Abi, type AbiParameter, encodeErrorResult, type Hex, RpcRequestError } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approveModel } from "../../src/chain/actions/approve-model.ts";
import { deployVerifier } from "../../src/chain/actions/deploy-verifier.ts";
import { registerModel } from "../../src/chain/actions/register-model.ts";
import { revokeIssuerKey } from "../../src/chain/actions/revoke-issuer-key.ts";
import { scheduleApproval } from "../../src/chain/actions/schedule-approval.ts";
import { suspendModel } from "../../src/chain/actions/suspend-model.ts";
import { validateModel } from "../../src/chain/actions/validate-model.ts";
import { explainRevert, revertData } from "../../src/chain/explain-revert.ts";
import { spellSpan, spellTime } from "../../src/chain/spell.ts";
import { FIXTURE_KEY } from "../app/fixture/proofs.ts";
import { artifactOf, buildContracts } from "./fixture/build-contracts.ts";
import { APPROVAL_DELAY, hash, openRegister, PEOPLE, registrationOf, type TestRegister } from "./fixture/register.ts";

const DEPLOYED = [
  ["registry/ModelRegistry.sol", "ModelRegistry"],
  ["registry/IssuerRegistry.sol", "IssuerRegistry"],
  ["registry/DecisionRegistry.sol", "DecisionRegistry"],
  ["verifying/Groth16Verifier.sol", "Groth16Verifier"],
  ["verifying/VerifierFactory.sol", "VerifierFactory"],
  ["consumers/CreditGate.sol", "CreditGate"],
  ["@openzeppelin/contracts/access/manager/AccessManager.sol", "AccessManager"],
  ["@openzeppelin/contracts/governance/TimelockController.sol", "TimelockController"],
] as const;

const sample = ({ type }: AbiParameter): unknown => {
  if (type.startsWith("uint") || type.startsWith("int")) return Number(type.replace(/\D/g, "")) <= 48 ? 2 : 2n;
  if (type === "address") return `0x${"12".repeat(20)}`;
  if (type === "string") return "tier";
  return `0x${"34".repeat(Number(type.replace("bytes", "")))}`;
};

const failed = (data: Hex) => new RpcRequestError({ body: {}, url: "http://node", error: { code: 3, message: "execution reverted", data } as never });

beforeAll(buildContracts);

describe("every error of every contract that is deployed", () => {
  it.each(DEPLOYED)("%s has a sentence for each of its errors", (source, name) => {
    const errors = artifactOf(source, name).abi.filter((item) => item.type === "error");
    for (const error of errors) {
      const data = encodeErrorResult({ abi: [error] as Abi, errorName: error.name, args: error.inputs.map(sample) });
      const sentence = explainRevert(failed(data));
      expect(sentence, error.name).toMatch(/^[A-Z0-9].{9,}[^.]\.$/);
      expect(sentence, error.name).not.toMatch(/does not know|undefined|NaN|\[object/);
    }
    if (name !== "CreditGate" && name !== "VerifierFactory") expect(errors.length).toBeGreaterThan(4);
  });

  it("and one that no contract declares is named by its selector", () => {
    expect(explainRevert(failed("0xdeadbeef"))).toBe("The contract refused with an error that this version does not know: 0xdeadbeef.");
  });
});

describe("what Solidity itself and the node say", () => {
  it("is told in words", () => {
    const text = encodeErrorResult({
      abi: [{ type: "error", name: "Error", inputs: [{ type: "string", name: "message" }] }],
      errorName: "Error",
      args: ["no such thing"],
    });
    expect(explainRevert(failed(text))).toBe("The contract refused: no such thing.");
    const panic = encodeErrorResult({ abi: [{ type: "error", name: "Panic", inputs: [{ type: "uint256", name: "code" }] }], errorName: "Panic", args: [17n] });
    expect(explainRevert(failed(panic))).toBe("The contract stopped on a fault of its own: a number left its bounds.");
    expect(explainRevert(failed("0x"))).toMatch(/without saying why/);
    expect(explainRevert(new Error("socket hang up"))).toBe("socket hang up.");
    expect(revertData(new Error("socket hang up"))).toBeUndefined();
  });

  it("spells times and spans", () => {
    expect(spellTime(1_893_456_000)).toBe("2030-01-01 00:00:00 UTC");
    expect([0, 1, 3_600, 86_400, 2_592_000, 4_800, 90_061].map(spellSpan)).toEqual([
      "0 seconds",
      "1 second",
      "1 hour",
      "1 day",
      "30 days",
      "1 hour 20 minutes",
      "1 day 1 hour",
    ]);
  });
});

describe("a refusal of the real registries", () => {
  let register: TestRegister;
  beforeAll(async () => {
    register = await openRegister();
  });
  afterAll(() => register.close());

  it("is a sentence with the contract's own values, before anything is sent", async () => {
    const { people, addresses } = register;
    const modelRegistry = addresses.ModelRegistry;
    const { result: verifier } = await deployVerifier(people.developer, { verifierFactory: addresses.VerifierFactory, key: FIXTURE_KEY, development: true });
    const registration = registrationOf(register, "1.0.0", verifier);
    const nonces = async () => Promise.all(Object.values(PEOPLE).map(({ address }) => people.governor.publicClient.getTransactionCount({ address })));

    const { result: model } = await registerModel(people.developer, registration);
    const before = await nonces();
    const refused = async (action: Promise<unknown>, message: string | RegExp) =>
      expect(action).rejects.toMatchObject({ code: "CRD-6001", message: typeof message === "string" ? message : expect.stringMatching(message) });
    await refused(
      registerModel(people.developer, registration),
      `This lender registered the same name and version before, as model ${model}; an id is never used again.`,
    );
    await refused(
      registerModel(people.stranger, { ...registration, version: "2" }),
      `Account ${PEOPLE.stranger.address} does not have the role that this needs.`,
    );
    await refused(scheduleApproval(people.approver, { modelRegistry, model }), `Model ${model} is registered, from which what was asked does not follow.`);
    await refused(approveModel(people.approver, { modelRegistry, model: hash("nothing") }), `Model ${hash("nothing")} is not registered.`);
    await refused(suspendModel(people.guardian, { modelRegistry, model, reason: hash("drift") }), /is registered, from which/);
    await refused(
      revokeIssuerKey(people.guardian, { issuerRegistry: addresses.IssuerRegistry, key: 5n }),
      `The issuer key 0x${"5".padStart(64, "0")} is not known.`,
    );
    await refused(
      deployVerifier(people.stranger, { verifierFactory: addresses.VerifierFactory, key: FIXTURE_KEY.with(1, 7n), development: true }),
      "The point alpha of the verifying key is not on its curve.",
    );
    expect(await nonces()).toEqual(before);

    await validateModel(people.validator, { modelRegistry, model, reportHash: hash("report") });
    await scheduleApproval(people.approver, { modelRegistry, model });
    const from = spellTime(Number(await register.chain.now()) + APPROVAL_DELAY);
    expect(from).toMatch(/^2030-01-03 /);
    await refused(approveModel(people.approver, { modelRegistry, model }), `Model ${model} can be approved from ${from} on, not before.`);
  });

  it("of a contract that is not there says so", async () => {
    const call = approveModel(register.people.approver, { modelRegistry: PEOPLE.stranger.address, model: hash("m") });
    await expect(call).rejects.toMatchObject({ code: "CRD-6006", message: `There is no contract at ${PEOPLE.stranger.address}.` });
  });
});
