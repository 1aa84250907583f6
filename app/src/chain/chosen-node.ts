/**
 * The reader's own node. It is kept in a cookie of this site, which only the form on a page can set: a link to a decision can
 * therefore never choose whose chain its reader sees.
 */
export const NODE_COOKIE = "credence-node";

/** The address of a node as typed or kept, or undefined for anything that is not http(s) without a user in it. */
export function chosenNode(text: string | undefined): URL | undefined {
  if (text === undefined || text.length > 2048 || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return (url.protocol === "https:" || url.protocol === "http:") && url.username === "" && url.password === "" ? url : undefined;
}
