import type { Command } from "commander";
import { nameOfBlock } from "../../chain/ceremony-transcript.ts";
import { openChain } from "../../chain/clients.ts";
import { hashOfFutureBlock } from "../../chain/future-block.ts";
import { CredenceError } from "../../errors/credence-error.ts";
import { applyBeacon } from "../../keys/ceremony.ts";
import { emit, progress } from "../output.ts";
import { checkName, checkOut, describe } from "./arguments.ts";
import { inTransit } from "./transit.ts";

interface Flags {
  out: string;
  value?: string;
  block?: string;
  rpc?: string;
  confirmations: string;
  iterations: number;
  name?: string;
  transitKey?: string;
}

/** The beacon's value and name: given, or the hash of a block that is waited for. */
async function takeBeacon({ value, block, rpc, confirmations, name }: Flags): Promise<{ value: string; name: string }> {
  if ((value === undefined) === (block === undefined)) throw new CredenceError("CRD-9001", "Give --value, or --block with --rpc.");
  if (value !== undefined) return { value, name: checkName(name ?? "beacon") };
  if (rpc === undefined) throw new CredenceError("CRD-9001", "--block needs --rpc: the chain whose block it is.");
  if (!/^\d{1,15}$/.test(block as string) || !/^\d{1,4}$/.test(confirmations)) throw new CredenceError("CRD-9001", "Blocks are counted in whole numbers.");
  const client = await openChain(rpc);
  const number = BigInt(block as string);
  const announced = nameOfBlock(number, client.chain.id);
  const onWait = () =>
    progress(`The beacon will be the hash of ${announced}. Publish this now, before the block exists; waiting for it and ${confirmations} more ...`);
  return { value: await hashOfFutureBlock(client, { number, confirmations: Number(confirmations), onWait }), name: checkName(name ?? announced) };
}

export function registerBeacon(ceremony: Command): void {
  ceremony
    .command("beacon")
    .description("end a ceremony by a public value that nobody could foresee")
    .argument("<key>", "the proving key so far")
    .requiredOption("--out <file>", "where the final key goes")
    .option("--value <hex>", "the beacon, such as the hash of a block that was named before it existed")
    .option("--block <number>", "take the hash of a block to come: announces it and waits for it")
    .option("--rpc <url>", "with --block: a node of its chain")
    .option("--confirmations <blocks>", "with --block: blocks that have to stand on it", "12")
    .option("--iterations <exponent>", "the value is hashed 2^exponent times", Number, 10)
    .option("--name <name>", 'what the beacon is; public; "beacon", or the block\'s number and chain, unless given')
    .option("--transit-key <file>", "opens a key that was sealed for you")
    .action(async (key: string, o: Flags) => {
      const out = checkOut(o.out);
      const { value, name } = await takeBeacon(o);
      progress("Applying the beacon ...");
      const record = await inTransit(key, out, o.transitKey === undefined ? {} : { transitKey: o.transitKey }, (zkeyPath, outPath) =>
        applyBeacon({ zkeyPath, outPath, name, value, iterations: o.iterations }),
      );
      emit({ key: out, ...record, value }, `${describe(record)}\n  value ${value}`);
    });
}
