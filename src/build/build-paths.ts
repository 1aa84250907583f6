import { join } from "node:path";
import { modelPaths } from "../model/model-files.ts";

/** Where a built model's directory keeps what, besides what the import wrote. */
export function buildPaths(directory: string) {
  const paths = modelPaths(directory);
  return {
    ...paths,
    verificationKey: join(paths.public, "verification_key.json"),
    verifier: join(paths.public, "CredenceVerifier.sol"),
    circuit: join(paths.secret, "circuit.circom"),
    r1cs: join(paths.secret, "circuit.r1cs"),
    wasm: join(paths.secret, "circuit.wasm"),
    sym: join(paths.secret, "circuit.sym"),
    zkey: join(paths.secret, "key.zkey"),
    record: join(paths.secret, "build.json"),
  };
}
