import { writeFileSync } from "node:fs";
import { INTERFACES, type InterfaceName, renderAbi } from "../src/chain/render-abi.ts";
import { renderPublicSignals } from "../src/statement/public-signals-solidity.ts";

// What stands in contracts/generated and src/chain/abi. Run it after `hardhat build`; a test fails while a file is stale.
const root = new URL("../", import.meta.url);
writeFileSync(new URL("contracts/generated/PublicSignals.sol", root), renderPublicSignals());
for (const [name, file] of Object.entries(INTERFACES)) {
  writeFileSync(new URL(`src/chain/abi/${file}.ts`, root), renderAbi(new URL("artifacts", root).pathname, name as InterfaceName));
}
