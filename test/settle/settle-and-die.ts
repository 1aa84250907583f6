// Settles one receipt and kills itself at a stage, as `kill -9` would: node settle-and-die.ts RECEIPT RPC_URL PERSON START_BLOCK [STAGE]
import { openClients } from "../../src/chain/clients.ts";
import { readReceipt } from "../../src/receipt/receipt-file.ts";
import { settle } from "../../src/settle/settle.ts";
import { account } from "../chain/fixture/accounts.ts";

const [receiptPath = "", url = "", person = "", startBlock = "0", last] = process.argv.slice(2);
const clients = await openClients(url, account(Number(person)));
await settle({
  ...clients,
  receipt: readReceipt(receiptPath),
  receiptPath,
  startBlock: BigInt(startBlock),
  interval: 20,
  onStage: (stage) => {
    process.stdout.write(`${stage}\n`);
    if (stage === last) process.kill(process.pid, "SIGKILL");
  },
});
