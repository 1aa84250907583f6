import { z } from "zod";
import { ALLOWED_METHODS, AllowedCall, LARGEST_BATCH } from "../../chain/allowed-calls.ts";
import { readLimited } from "../../chain/read-limited.ts";

const LARGEST_REQUEST = 64 * 1024;
const LARGEST_ANSWER = 2 * 1024 * 1024;
const PATIENCE_MS = 10_000;

/** Where the chain answers. Read at run time: one build serves any deployment. */
const chainAddress = () =>
  z
    .url({ protocol: /^https?$/ })
    .default("http://127.0.0.1:8545")
    .parse(process.env.CREDENCE_RPC_URL || undefined);

/** JSON-RPC's own codes for what can be wrong here. */
const failure = (code: number, message: string, status = 200) => Response.json({ jsonrpc: "2.0", id: null, error: { code, message } }, { status });

/** A read-only way to the chain on this page's own origin: a reader's browser asks it, and may ask a node of its own instead. */
export async function POST(request: Request): Promise<Response> {
  // A form on another site cannot send this type, so that nobody else's page makes a reader's browser ask.
  if (!request.headers.get("content-type")?.startsWith("application/json")) return failure(-32600, "Send JSON-RPC as application/json.", 415);
  const text = await readLimited(request.body, LARGEST_REQUEST);
  if (text === undefined) return failure(-32600, `A request may have ${LARGEST_REQUEST} bytes.`, 413);
  let asked: unknown;
  try {
    asked = JSON.parse(text);
  } catch {
    return failure(-32700, "This is not JSON.", 400);
  }
  const parsed = z.union([AllowedCall, z.array(AllowedCall).min(1).max(LARGEST_BATCH)]).safeParse(asked);
  if (!parsed.success) return failure(-32601, `Only these reads pass, at most ${LARGEST_BATCH} at a time: ${ALLOWED_METHODS.join(", ")}.`, 403);
  try {
    const answer = await fetch(chainAddress(), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(parsed.data),
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body = await readLimited(answer.body, LARGEST_ANSWER);
    if (body === undefined) return failure(-32000, `The node's answer has more than ${LARGEST_ANSWER} bytes: ask for less.`, 502);
    // Only JSON leaves here, whatever the node sent.
    return new Response(JSON.stringify(JSON.parse(body)), { headers: { "content-type": "application/json", "cache-control": "no-store" } });
  } catch {
    return failure(-32000, "The node behind this page does not answer.", 502);
  }
}
