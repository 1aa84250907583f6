import { chosenNode, NODE_COOKIE } from "../../chain/chosen-node.ts";

/** A path on this site, or the overview: never another site. */
const ownPath = (path: FormDataEntryValue | null) => (typeof path === "string" && /^\/(?![/\\])/.test(path) ? path : "/");

/** Keeps the reader's choice of node and goes back to the page that the form stands on. An empty address goes back to this page's own. */
export async function POST(request: Request): Promise<Response> {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  if (site !== null ? site !== "same-origin" : origin === null || !URL.canParse(origin) || new URL(origin).host !== host) {
    return new Response("Only this site's own form sets the node.", { status: 403 });
  }
  const form = await request.formData();
  const address = form.get("address");
  const node = typeof address === "string" && form.get("own") === null ? chosenNode(address.trim()) : undefined;
  const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${node === undefined ? 0 : 86_400}`;
  return new Response(null, {
    status: 303,
    headers: { location: ownPath(form.get("back")), "set-cookie": `${NODE_COOKIE}=${node === undefined ? "" : encodeURIComponent(node.href)}; ${attributes}` },
  });
}
