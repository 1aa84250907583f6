// Brings an index file up to date and kills itself at the nth request to the chain: node index-and-die.ts FILE DEPLOYMENT RPC_URL N
import { createPublicClient, custom, http } from "viem";
import { readDeployment } from "../../src/chain/deployment.ts";
import { openDatabase } from "../../src/indexer/database.ts";
import { catchUp } from "../../src/indexer/follow.ts";
import { watchedOf } from "../../src/indexer/served-deployment.ts";

const [file = "", deploymentFile = "", url = "", last = "0"] = process.argv.slice(2);
const deployment = readDeployment(deploymentFile);
const node = http(url)({});
let requests = 0;
const request: typeof node.request = (call) => {
  requests += 1;
  if (requests === Number(last)) process.kill(process.pid, "SIGKILL");
  return node.request(call);
};
const client = createPublicClient({ transport: custom({ request }) });
const database = openDatabase(file, { chainId: deployment.chainId, registry: deployment.contracts.DecisionRegistry.address });
await catchUp(database, { client, ...watchedOf(deployment) });
process.stdout.write(`${requests}\n`);
