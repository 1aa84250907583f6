import { NextResponse } from "next/server";
import { CredenceError } from "../../../../src/errors/credence-error.ts";
import type { DecisionSummary } from "../../../../src/indexer/api.ts";
import { readDecisions, readDisclosures, readStatus } from "../../index/read.ts";
import { CSV_LIMIT, decisionCsv } from "../../register/decision-csv.ts";
import { parseDecisionFilter, toIndexQuery } from "../../register/decision-filter.ts";

/** The most that the index gives at once. */
const AT_ONCE = 200;

/** The list of decisions with the filters of its page, whole: for a spreadsheet. */
export async function GET(request: Request): Promise<Response> {
  const filter = parseDecisionFilter(Object.fromEntries(new URL(request.url).searchParams));
  try {
    const [[name, expected] = []] = Object.entries(filter.refused);
    // A page says which filter it left out; a file cannot.
    if (name !== undefined) throw new CredenceError("CRD-8001", `${name}: expected ${expected}.`, { place: name });
    const { block } = await readStatus();
    const query = toIndexQuery({ ...filter, page: 1 }, AT_ONCE);
    // What settles while the pages are read would move them.
    if (!query.has("to")) query.set("to", `${block.timestamp + 1}`);
    const decisions: DecisionSummary[] = [];
    for (let page = 1, total = 1; decisions.length < Math.min(total, CSV_LIMIT); page++) {
      query.set("page", `${page}`);
      const { data } = await readDecisions(query);
      if (data.items.length === 0) break;
      decisions.push(...data.items);
      total = data.total;
    }
    const csv = decisionCsv(decisions.slice(0, CSV_LIMIT), await readDisclosures(decisions.map(({ model }) => model)));
    const headers = { "content-type": "text/csv; charset=utf-8", "content-disposition": `attachment; filename="decisions-block-${block.number}.csv"` };
    return new NextResponse(csv, { headers: { ...headers, "cache-control": "no-store" } });
  } catch (error) {
    if (!(error instanceof CredenceError)) throw error;
    return NextResponse.json(error.toRecord(), { status: error.code === "CRD-8001" ? 400 : 503, headers: { "cache-control": "no-store" } });
  }
}
