import { writeFileSync } from "node:fs";
import { renderBase8Windows } from "../src/circuit/base8-windows.ts";

// What stands in circuits/generated. Run it after a change of its sources; a test fails while a file is stale.
writeFileSync(new URL("../circuits/generated/base8-windows.circom", import.meta.url), renderBase8Windows());
