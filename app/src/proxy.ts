import { type NextRequest, NextResponse } from "next/server";
import { chosenNode, NODE_COOKIE } from "./chain/chosen-node.ts";
import { documentPolicy } from "./security/document-policy.ts";

/** Gives every document its content security policy: own files only, scripts by nonce, and one further origin where the reader chose a node. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = documentPolicy(nonce, chosenNode(request.cookies.get(NODE_COOKIE)?.value), process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  // Next reads the nonce for its own scripts from here.
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

export const config = { matcher: "/((?!_next/static|icon.svg|favicon.ico).*)" };
