// Makes a ceremony's first key from powers of tau in a process of its own and prints the seconds that it took: node bench/set-up-from-powers.ts native|snarkjs R1CS ZKEY PTAU POWER DIGEST
import * as snarkjs from "snarkjs";
import { setupFromPowersOfTau } from "../src/keys/ptau.ts";
import { printSeconds } from "./process-seconds.ts";

const [by, r1csPath, zkeyPath, ptauPath, power, digest] = process.argv.slice(2) as [string, string, string, string, string, string];
await printSeconds(() =>
  by === "snarkjs"
    ? snarkjs.zKey.newZKey(r1csPath, ptauPath, zkeyPath)
    : setupFromPowersOfTau({ r1csPath, ptauPath, zkeyPath, published: new Map([[Number(power), digest]]), engine: "native" }),
);
process.exit(0);
