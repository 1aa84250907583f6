import { NextResponse } from "next/server";
import { CredenceError } from "../../../../../src/errors/credence-error.ts";
import { askIndexAsIs } from "../../../index/ask.ts";

/** Only what api.ts lists: an address here never becomes another address there. */
const KNOWN =
  /^(status|models|decisions|issuers|find|(models|decisions)\/0x[0-9a-fA-F]{64}|models\/0x[0-9a-fA-F]{64}\/(manifest|documents\/0x[0-9a-fA-F]{64}))$/;

const STATUS: Partial<Record<CredenceError["code"], number>> = { "CRD-8001": 400, "CRD-8002": 404, "CRD-8003": 404 };

/** The JSON twin of a page: what the index answered, as it answered it. Anybody may read it from anywhere. */
export async function GET(request: Request, context: { params: Promise<{ path: string[] }> }): Promise<Response> {
  const path = (await context.params).path.join("/");
  const headers = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin", "cache-control": "no-store" };
  try {
    if (!KNOWN.test(path)) throw new CredenceError("CRD-8001", `There is nothing at /${path}.`, { place: `/${path}` });
    const query = path === "decisions" || path === "find" ? new URL(request.url).search : "";
    const { text } = await askIndexAsIs(`/${path}${query}`);
    return new NextResponse(text, { headers: { ...headers, "content-type": "application/json" } });
  } catch (error) {
    if (!(error instanceof CredenceError)) throw error;
    return NextResponse.json(error.toRecord(), { status: STATUS[error.code] ?? 503, headers });
  }
}
