import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, it } from "node:test";
import * as ethers from "ethers";
import { artifacts } from "hardhat";
import * as viem from "viem";
import { compileSolidity } from "../../src/build/compile-solidity.ts";
import { GATE_ANSWERS } from "../../src/chain/gate-answer.ts";
import { anyTerms, deployGate } from "./fixture/gate.ts";
import { deployRegister } from "./fixture/register.ts";
import { prepareToSettle, settlementOf, signalsOf } from "./fixture/settlements.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/consuming.md"), "utf8");
const blocks = (language: string) => [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, block]) => block as string);

/** What a contract that was pasted can import. */
const CONTRACTS = Object.fromEntries(
  readdirSync(join(root, "contracts"), { recursive: true, encoding: "utf8" })
    .filter((name) => /^(interfaces|types|verifying)\/.*\.sol$/.test(name))
    .map((file) => [`credence/contracts/${file}`, readFileSync(join(root, "contracts", file), "utf8")]),
);

const register = await deployRegister();
const { accounts, client, networkHelpers, provider } = register;
const { caseOf } = await prepareToSettle(register);
const gateAddress = (await deployGate(register)).address;

/** From here on ethers only: its own provider, signers, encoding and decoding, over the chain's EIP-1193 provider. */
const browser = new ethers.BrowserProvider(provider, undefined, { cacheTimeout: -1 });
const lender = await browser.getSigner(accounts.lender);
const borrower = await browser.getSigner(accounts.stranger);
const subject = ethers.zeroPadValue(borrower.address, 32);
const abiOf = async (name: string) => (await artifacts.readArtifact(name)).abi as ethers.InterfaceAbi;
const decisions = new ethers.Contract(register.addresses.DecisionRegistry, await abiOf("DecisionRegistry"), lender);
const gate = new ethers.Contract(gateAddress, await abiOf("CreditGate"), browser);
const terms = { ...anyTerms(accounts.lender), minimumScore: 600, maximumAge: 30 * 86_400 };
const LIMIT = ethers.parseEther("1");

const usual = caseOf("application 1", { subject: subject as viem.Hex });
const settle = async (it = usual) => (await (await decisions.getFunction("settle")(settlementOf(it))).wait()) as ethers.ContractTransactionReceipt;
const application = signalsOf(usual)[2];

/** The error that a contract reverted with, as ethers decodes it. */
const refusal = (call: Promise<unknown>): Promise<unknown[]> =>
  call.then(
    () => ["none"],
    ({ revert }: ethers.CallExceptionError) => [revert?.signature, ...(revert?.args ?? [])],
  );

const prepared = await networkHelpers.takeSnapshot();
beforeEach(() => prepared.restore());

describe("A client on ethers", () => {
  it("settles a decision and reads it out of the event", async () => {
    const receipt = await settle();
    const [log] = receipt.logs.map((one) => decisions.interface.parseLog(one));
    assert.deepEqual(
      [log?.name, log?.args.application, log?.args.lender, [...(log?.args.signals ?? [])]],
      ["DecisionSettled", application, lender.address, signalsOf(usual)],
    );
    const decided = await decisions.getFunction("decisionOf")(application);
    assert.deepEqual([decided.decision, decided.disclosedScore, decided.model], [1n, 612n, usual.model]);
  });

  it("gets the registry's own error for a decision that was settled before, by name and value", async () => {
    await settle();
    const error = await refusal(decisions.getFunction("settle").staticCall(settlementOf(usual)));
    assert.deepEqual(error, ["AlreadyDecided(uint256)", application]);
  });

  it("asks the gate before and after, and draws on a credit line that it deployed itself", async () => {
    const factory = new ethers.ContractFactory(await abiOf("CreditLine"), (await artifacts.readArtifact("CreditLine")).bytecode, lender);
    const deployed = await factory.deploy(gateAddress, terms, LIMIT, { value: LIMIT });
    await deployed.waitForDeployment();
    const line = new ethers.Contract(await deployed.getAddress(), factory.interface, borrower);

    assert.equal((await gate.getFunction("ask")(subject, terms)).answer, 1n);
    assert.deepEqual(await refusal(line.getFunction("draw").staticCall(1n)), ["NotCreditworthy(address,uint8)", borrower.address, 1n]);

    await settle();
    assert.deepEqual([...(await gate.getFunction("ask")(subject, terms))], [0n, application]);
    const before = await browser.getBalance(borrower.address);
    const receipt = (await (await line.getFunction("draw")(LIMIT)).wait()) as ethers.ContractTransactionReceipt;
    assert.equal((await browser.getBalance(borrower.address)) - before + receipt.fee, LIMIT);
    assert.equal(line.interface.parseLog(receipt.logs[0] as ethers.Log)?.args.application, application);
    await (await line.getFunction("repay")({ value: LIMIT })).wait();
    assert.equal(await line.getFunction("owed")(borrower.address), 0n);
  });
});

describe("The page about consuming decisions", () => {
  const record = { contracts: { CreditGate: { address: gateAddress } } };

  /** Runs a snippet of the page as it stands, with what its text says that there is. */
  async function run(snippet: string, given: Record<string, unknown>): Promise<{ answer: unknown; application: unknown; granted: unknown }> {
    const body = snippet.replace(/^import (\{.*\}) from "(\w+)";$/gm, 'const $1 = libraries["$2"];');
    assert(body.includes("libraries["), "the snippet imports what it uses");
    const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<never>;
    const names = ["libraries", ...Object.keys(given)];
    return new AsyncFunction(...names, `${body}\nreturn { answer, application, granted };`)({ ethers, viem }, ...Object.values(given));
  }

  it("has snippets for ethers and viem that run and agree", async () => {
    const [forEthers, forViem] = blocks("js");
    const given = { record, lender: accounts.lender, account: borrower.address, provider: browser, client };
    assert.deepEqual(await run(forEthers as string, given), { answer: 1n, application: 0n, granted: false });
    await settle();
    assert.deepEqual(await run(forEthers as string, given), { answer: 0n, application, granted: true });
    assert.deepEqual(await run(forViem as string, given), { answer: 0, application, granted: true });
  });

  it("has a contract to paste that compiles, and lets through whom the gate grants", async () => {
    const [pasted] = blocks("solidity");
    assert((pasted as string).trim().split("\n").length <= 24);
    const sources: Record<string, string> = {
      ...CONTRACTS,
      "Pasted.sol": `${pasted}\ncontract Shop is OnlyCreditworthy {\n constructor(ICreditGate gate, ICreditGate.Terms memory terms) OnlyCreditworthy(gate, terms) {}\n function buy() external onlyCreditworthy {}\n}`,
    };
    const { abi, bytecode } = compileSolidity(sources, ["Pasted.sol", "Shop"]);
    const shop = (await new ethers.ContractFactory(abi as ethers.InterfaceAbi, bytecode, borrower).deploy(gateAddress, terms)) as ethers.Contract;
    await shop.waitForDeployment();
    assert.deepEqual(await refusal(shop.getFunction("buy").staticCall()), ["NotCreditworthy(address,uint8)", borrower.address, 1n]);
    await settle();
    await (await shop.getFunction("buy")()).wait();
  });

  it("is led to by a README whose contract compiles", () => {
    const [, pasted] = /^```solidity\n(.*?)^```$/ms.exec(readFileSync(join(root, "README.md"), "utf8")) as unknown as [string, string];
    const { abi } = compileSolidity({ ...CONTRACTS, "Readme.sol": pasted }, ["Readme.sol", "Lender"]);
    assert(new ethers.Interface(abi as ethers.InterfaceAbi).getFunction("borrow"));
  });

  it("lists every answer with its number", () => {
    const listed = [...page.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, name, number]) => [name, Number(number)]);
    assert.deepEqual(
      listed.sort((a, b) => Number(a[1]) - Number(b[1])),
      [...GATE_ANSWERS].map((name, number) => [name, number]),
    );
  });

  it("names the gas that was measured", () => {
    const measured: Record<string, number> = JSON.parse(readFileSync(join(root, "test/contracts/gas/consuming.json"), "utf8"));
    const listed = [...page.matchAll(/^\| `ask`(, .*) \| ([\d,]+) \|$/gm)].map(([, what, gas]) => [`ask${what}: call`, Number(gas?.replaceAll(",", ""))]);
    assert.deepEqual(Object.fromEntries(listed), Object.fromEntries(Object.entries(measured).filter(([name]) => name.startsWith("ask"))));
  });
});
