import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelRegistryAbi } from "../../src/chain/abi/model-registry.ts";
import type { CeremonyTranscript } from "../../src/chain/ceremony-transcript.ts";
import { writeDeployment } from "../../src/chain/deployment.ts";
import { KEY_PARTS } from "../../src/chain/key-contribution.ts";
import { ceremonyTranscript } from "../../src/keys/ceremony.ts";
import { ownCurve } from "../../src/keys/own-curve.ts";
import { setupFromPowersOfTau } from "../../src/keys/ptau.ts";
import { openRegister, PEOPLE, type TestRegister } from "../chain/fixture/register.ts";
import { type CompiledCircuit, compileCircuit } from "../circuits/harness/compile.ts";
import { writePowersFromSecrets } from "../keys/powers-from-secrets.ts";
import { toyCircuit } from "../keys/toy-circuit.ts";
import { credenceHere, keyFile, objectOf } from "./fixture/run.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-ceremony-of-three-"));
const at = (name: string) => join(folder, name);
let circuit: CompiledCircuit;
let register: TestRegister;

beforeAll(async () => {
  circuit = await compileCircuit(toyCircuit(10));
  const published = await writePowersFromSecrets(at("6.ptau"), 6);
  await setupFromPowersOfTau({ r1csPath: circuit.r1cs, ptauPath: at("6.ptau"), zkeyPath: at("0.zkey"), published });
  register = await openRegister({ production: true });
  writeDeployment(at("deployment.json"), register.deployment);
});
afterAll(async () => {
  await register?.close();
  rmSync(folder, { recursive: true });
});

const ceremony = (...args: string[]) => credenceHere(folder, ["ceremony", ...args, "--json"]);
const chain = () => ["--rpc", register.chain.url, "--deployment", "deployment.json"];
const accountOf = (person: keyof typeof PEOPLE) => keyFile(folder, Object.keys(PEOPLE).indexOf(person));

/** What a command printed, once it succeeded. */
async function done(...args: string[]) {
  const ran = await ceremony(...args);
  expect(ran, ran.stderr).toMatchObject({ status: 0 });
  return objectOf(ran);
}
async function refused(code: string, ...args: string[]) {
  const ran = await ceremony(...args);
  expect(ran).toMatchObject({ status: expect.not.stringMatching(/^0$/), stderr: expect.stringContaining(code) });
  expect(ran.status).not.toBe(0);
}

describe("a ceremony of developer, validator and approver", () => {
  const digests: Record<string, string> = {};

  test("goes from hand to hand sealed for the next, and leaves no open copy", async () => {
    const [validator, approver] = [
      await done("keygen", "--name", "validator", "--out", "validator.transit"),
      await done("keygen", "--name", "approver", "--out", "approver.transit"),
    ];
    expect(statSync(at("validator.transit")).mode & 0o777).toBe(0o600);
    await refused("CRD-9001", "contribute", "0.zkey", "--out", "x", "--name", "developer", "--to", "nobody");
    digests.developer = (await done("contribute", "0.zkey", "--out", "1.sealed", "--name", "developer", "--to", validator.publicKey)).digest;
    await refused("CRD-9001", "contribute", "1.sealed", "--out", "x", "--name", "validator");
    await refused("CRD-4008", "contribute", "1.sealed", "--out", "x", "--name", "approver", "--transit-key", "approver.transit");
    const second = ["contribute", "1.sealed", "--out", "2.sealed", "--name", "validator", "--transit-key", "validator.transit", "--to", approver.publicKey];
    const contributed = await done(...second);
    digests.validator = contributed.digest;
    // What the validator compares with what the developer published.
    expect(contributed.earlier).toEqual([{ name: "developer", type: "contribution", digest: digests.developer }]);
    digests.approver = (await done("contribute", "2.sealed", "--out", "3.zkey", "--name", "approver", "--transit-key", "approver.transit")).digest;
    expect(ceremonyTranscript(at("3.zkey")).map(({ digest }) => digest)).toEqual(KEY_PARTS.map((part) => digests[part]));
    // The files on their way say nothing of a key.
    expect(readFileSync(at("1.sealed")).includes(readFileSync(at("0.zkey")).subarray(0, 16))).toBe(false);
    expect(readdirSync(folder).filter((file) => file.startsWith(".") || file === "x")).toEqual([]);
  });

  test("is closed by a block that did not exist when it was named", async () => {
    const { publicClient } = register.people.developer;
    const head = await publicClient.getBlockNumber({ cacheTime: 0 });
    const beacon = (block: bigint) => ["beacon", "3.zkey", "--out", "final.zkey", "--block", `${block}`, "--rpc", register.chain.url, "--confirmations", "1"];
    // A block that exists is not announced as one to come.
    const late = await ceremony(...beacon(head));
    expect(late).toMatchObject({ status: 10, stderr: expect.stringContaining("CRD-9001") });
    expect(late.stderr).not.toContain("Publish this now");
    await refused("CRD-9001", "beacon", "3.zkey", "--out", "final.zkey");
    let mining: NodeJS.Timeout | undefined;
    // No block comes before the command has said which one it waits for, however long it takes to come so far.
    const ran = await credenceHere(folder, ["ceremony", ...beacon(head + 3n), "--json"], {}, (said) => {
      if (said.includes(`the hash of block ${head + 3n}`)) mining ??= setInterval(() => void register.chain.request("evm_mine"), 100);
    }).finally(() => clearInterval(mining));
    expect(ran, ran.stderr).toMatchObject({ status: 0 });
    const said = objectOf(ran);
    const block = await publicClient.getBlock({ blockNumber: head + 3n });
    expect(said).toMatchObject({ name: `block ${head + 3n} of chain 31337`, type: "beacon", value: block.hash });
    await using _ = await ownCurve();
    expect(await snarkjs.zKey.verifyFromR1cs(circuit.r1cs, at("6.ptau"), at("final.zkey"))).toBe(true);
  });

  test("is signed for by each, and recorded by anybody", async () => {
    const sign = (part: string, digest: string, key = "final.zkey") =>
      ["sign", key, "--as", part, "--digest", digest, "--deployment", "deployment.json", "--out", `${part}.signed`] as const;
    await refused("CRD-4009", ...sign("developer", "00".repeat(64)), "--key", accountOf("developer"));
    // Without the beacon there is no final key to sign for.
    await refused("CRD-4009", ...sign("developer", digests.developer as string, "3.zkey"), "--key", accountOf("developer"));
    for (const part of KEY_PARTS) await done(...sign(part, digests[part] as string), "--key", accountOf(part));
    const recorded = await ceremony("record", ...KEY_PARTS.map((part) => `${part}.signed`), ...chain(), "--key", accountOf("stranger"));
    expect(recorded, recorded.stderr).toMatchObject({ status: 0 });
    const { verifyingKeyHash } = JSON.parse(recorded.stdout.split("\n")[0] as string);
    for (const [index, part] of KEY_PARTS.entries()) {
      const { ModelRegistry: address } = register.addresses;
      const contributor = { address, abi: modelRegistryAbi, functionName: "contributorOf", args: [verifyingKeyHash, index] } as const;
      expect(await register.people.developer.publicClient.readContract(contributor)).toEqual([PEOPLE[part].address, index + 1]);
    }
    const again = await ceremony("record", "developer.signed", ...chain(), "--key", accountOf("stranger"));
    expect(again).toMatchObject({ status: 7, stderr: expect.stringContaining("recorded already") });
  });

  test("has a transcript that anybody checks by one command, without the key", async () => {
    const signatures = KEY_PARTS.map((part) => `${part}.signed`);
    const transcript: CeremonyTranscript = await done("transcript", "final.zkey", "--signatures", ...signatures, "--out", "transcript.json");
    expect(transcript.contributions.map(({ name, digest }) => [name, digest])).toEqual([
      ...KEY_PARTS.map((part) => [part, digests[part]]),
      [expect.stringMatching(/^block \d+ of chain 31337$/), expect.any(String)],
    ]);
    const text = readFileSync(at("transcript.json.txt"), "utf8");
    for (const part of KEY_PARTS) expect(text).toContain(`signed by  ${PEOPLE[part].address}, ${part}`);
    const checked = await ceremony("transcript", "--check", "transcript.json", ...chain());
    expect(checked, checked.stderr).toMatchObject({ status: 0, stderr: "" });
    const alone = await ceremony("transcript", "--check", "transcript.json");
    expect(alone, alone.stderr).toMatchObject({ status: 0, stderr: expect.stringContaining("without --rpc") });
    expect(
      checked.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).holds),
    ).toEqual(Array(2 + 9 + 3 + 1).fill(true));
  });

  /** Alters the transcript and has it checked, with or without the chain. */
  async function checkAltered(alter: (transcript: CeremonyTranscript) => void, ...flags: string[]) {
    const transcript = JSON.parse(readFileSync(at("transcript.json"), "utf8"));
    alter(transcript);
    writeFileSync(at("altered.json"), JSON.stringify(transcript));
    await refused("CRD-4009", "transcript", "--check", "altered.json", ...flags);
  }

  test.each<[string, (transcript: CeremonyTranscript) => void]>([
    ["a digest", ({ contributions: [first] }) => first && Object.assign(first, { digest: "11".repeat(64) })],
    ["a signature", ({ signatures: [first, second] }) => first && Object.assign(first, { signature: second?.signature })],
    ["who signed", ({ signatures: [first] }) => first && Object.assign(first, { contributor: PEOPLE.stranger.address })],
    ["whose part a signature is", ({ signatures: [first, second] }) => first && Object.assign(first, second)],
    ["the key", (transcript) => Object.assign(transcript, { verifyingKeyHash: `0x${"22".repeat(32)}` })],
    ["that there is a beacon", ({ contributions }) => contributions.pop()],
    ["the order", ({ contributions }) => contributions.reverse()],
  ])("does not hold where %s was altered in the transcript, with no chain asked", (_, alter) => checkAltered(alter));

  test.each<[string, (transcript: CeremonyTranscript) => void]>([
    ["the beacon's value", ({ contributions }) => Object.assign(contributions.at(-1)?.beacon ?? {}, { value: "33".repeat(32) })],
    ["that there is a signature", ({ signatures }) => signatures.pop()],
  ])("does not hold on the chain where %s was altered in the transcript", (_, alter) => checkAltered(alter, ...chain()));
});
