/** Where Ignition looks for modules: `hardhat ignition deploy ignition/modules/Credence.ts`. `credence deploy` takes the same one, and writes and proves the record. */
export { default } from "../../src/chain/deployment-module.ts";
