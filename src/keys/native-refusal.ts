import { CredenceError } from "../errors/credence-error.ts";

/** What the native program says instead of an answer; the codes are those of native/refusal.go, the message completes "expected ...". */
export interface Refusal {
  code: string;
  message: string;
}

/** A refusal as an error. `place` is the file that it is about. */
export function refusalOf({ code, message }: Refusal, place: string): CredenceError {
  switch (code) {
    case "key":
      return new CredenceError("CRD-4002", `${place} is not a sound Groth16 proving key over BN254: expected ${message}.`, { place });
    case "constraints":
      return new CredenceError("CRD-4001", `${place} is not a sound file of constraints over BN254: expected ${message}.`, { place });
    case "powers":
      return new CredenceError("CRD-4003", `${place} is not a sound file of powers of tau: expected ${message}.`, { place });
    case "other-key":
      return new CredenceError("CRD-5004", `${place} is another proving key: expected ${message}.`, { place });
    case "unreadable":
      return new CredenceError("CRD-9002", `Could not read ${place}: expected ${message}.`, { place });
    case "witness":
      return new CredenceError("CRD-5006", `The prover refused the witness: expected ${message}.`);
    default:
      return new CredenceError("CRD-5005", `The native prover failed: ${message}.`);
  }
}
