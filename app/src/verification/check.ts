/** How far a check is. `unknown`: it could not be run, which is not the same as failing. */
export type CheckState = "pending" | "holds" | "fails" | "unknown";

/** One named check, as a page shows it. */
export interface NamedCheck {
  id: string;
  name: string;
  /** What it means where it fails. */
  meaning: string;
  state: CheckState;
  expected?: string;
  found?: string;
}

/** What a set of checks says together, in a sentence that is read aloud once all are done. */
export function verdict(checks: readonly NamedCheck[]): { state: CheckState; sentence: string } {
  const count = (state: CheckState) => checks.filter((check) => check.state === state).length;
  const [pending, fails, unknown] = [count("pending"), count("fails"), count("unknown")];
  if (fails > 0) return { state: "fails", sentence: `${fails} of ${checks.length} checks ${fails === 1 ? "fails" : "fail"}. Do not rely on this.` };
  if (pending > 0) return { state: "pending", sentence: `This browser is checking: ${checks.length - pending} of ${checks.length} done.` };
  if (unknown === checks.length) return { state: "unknown", sentence: `No check could be run: ${checks[0]?.found ?? "no answer"}` };
  if (unknown > 0) return { state: "unknown", sentence: `${unknown} of ${checks.length} checks could not be run. Nothing that ran has failed.` };
  return { state: "holds", sentence: `This browser ran all ${checks.length} checks. They hold.` };
}
