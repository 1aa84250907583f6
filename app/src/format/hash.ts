/** A hash or address with its middle left out: `0x1234ab…89ef01`. Short words stay whole. */
export function shortenHash(hash: string, kept = 6): string {
  const digits = hash.startsWith("0x") ? hash.slice(2) : hash;
  const prefix = hash.startsWith("0x") ? "0x" : "";
  return digits.length <= 2 * kept + 1 ? hash : `${prefix}${digits.slice(0, kept)}…${digits.slice(-kept)}`;
}

/** A subject that is an address padded to 32 bytes, as that address; a commitment as it is. */
export const subjectAddress = (subject: string): string => (/^0x0{24}(?!0{40})/.test(subject) ? `0x${subject.slice(26)}` : subject);

/** An address as a subject: padded to 32 bytes on the left. A word stays as it is. */
export const asSubject = (text: string): string =>
  /^0x[0-9a-fA-F]{40}$/.test(text) ? `0x${"0".repeat(24)}${text.slice(2).toLowerCase()}` : text.toLowerCase();
