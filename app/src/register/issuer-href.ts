/** Where the list of issuers shows this key. */
export const issuerHref = (key: string): string => `/issuers#${key}`;
