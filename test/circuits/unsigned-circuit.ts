import { type Circuit, openCircuit } from "./harness/circuit.ts";
import type { CompileOptions } from "./harness/compile.ts";

const MESSAGE = "signal message <== RecordMessage(elements, schemaHash)(applicationId, issuedAt, element);";
const SIGNATURE = "IssuerSignature()(issuerKey, R8x, R8y, S, message);";

const openWithout = (main: string, lines: readonly string[], options: Pick<CompileOptions, "optimisation"> = {}): Promise<Circuit> =>
  openCircuit(main, {
    ...options,
    rewrite: (path, source) => {
      if (!path.endsWith("decision-shell.circom")) return source;
      return lines.reduce((text, line) => {
        if (!text.includes(line)) throw new Error(`${path} does not contain: ${line}`);
        return text.replace(line, "");
      }, source);
    },
  });

/** A decision circuit without the record's message and its signature, which are the same in every circuit: it compiles in half the time, and records need no signature. */
export const openUnsignedCircuit = (main: string, options?: Pick<CompileOptions, "optimisation">): Promise<Circuit> =>
  openWithout(main, [MESSAGE, SIGNATURE], options);

/** The same with the message, which alone says what the record's codes are. */
export const openBoundCircuit = (main: string): Promise<Circuit> => openWithout(main, [SIGNATURE]);
