import { pad, toHex } from "viem";
import { cellsOf, findExample, readCsv } from "../scripts/example.ts";
import type { ModelFiles } from "../src/model/model-files.ts";
import { applicationOf } from "../src/record/application-file.ts";
import { canonicalJson } from "../src/record/canonical-json.ts";
import { signRecord } from "../src/record/record.ts";
import { applicationId } from "../src/statement/application.ts";

/** Lines of a batch: an example's applicants, each with an application of its own, signed by a key of these lines' own. */
export function exampleLines(name: string, { model }: Pick<ModelFiles, "model">, count: number, issuedAt = 1_700_000_000n): string[] {
  const secret = new Uint8Array(32).fill(1);
  const rows = readCsv(findExample(name).applicantsFile);
  return Array.from({ length: count }, (_, i) => {
    const application = {
      format: "credence.application/1",
      chainId: 31337,
      decisionRegistry: "0x0000000000000000000000000000000000000d0d",
      lender: "0x00000000000000000000000000000000000a11ce",
      subject: pad("0xb0b"),
      reference: pad(toHex(i + 1)),
    } as const;
    const features = cellsOf({ model }, rows[i % rows.length] as Record<string, string>);
    const record = signRecord(model.schema, secret, { applicationId: applicationId(applicationOf(application)), issuedAt, features });
    return canonicalJson({ record, application });
  });
}
