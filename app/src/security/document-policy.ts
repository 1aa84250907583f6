/**
 * The content security policy of a document.
 * @param nonce the request's own, in base64
 * @param node the node that the reader chose to read the chain through: the only other origin that a page may ask
 */
export function documentPolicy(nonce: string, node: URL | undefined, development: boolean): string {
  return [
    "default-src 'none'",
    // React's development build evaluates strings to show server stacks; production never does.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${node === undefined ? "" : ` ${node.origin}`}`,
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join("; ");
}
