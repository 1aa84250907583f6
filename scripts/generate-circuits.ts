import { writeFileSync } from "node:fs";
import { GENERATED_FILES } from "../src/circuit/generated-files.ts";

// What stands in circuits/generated. Run it after a change of its sources; a test fails while a file is stale.
for (const [name, render] of Object.entries(GENERATED_FILES)) writeFileSync(new URL(`../circuits/generated/${name}`, import.meta.url), render());
