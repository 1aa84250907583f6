import * as snarkjs from "snarkjs";
import type { SnarkjsVerificationKey } from "../src/keys/snarkjs-verification-key.ts";
import { proofWords } from "../src/prove/proof-words.ts";
import type { Prover } from "../src/prove/prover.ts";
import { openInBrowser } from "../src/prove/wasm/open-in-browser.ts";

// What the browser runs to prove: both engines, each as a page would use it.

const load = async (name: string) => new Uint8Array(await (await fetch(`/${name}`)).arrayBuffer());
const [zkey, witness] = await Promise.all([load("key.zkey"), load("witness.wtns")]);
const verificationKey = (await (await fetch("/key.json")).json()) as SnarkjsVerificationKey;
let prover: Promise<Prover> | undefined;

Object.assign(globalThis, {
  async proveBy(engine: "wasm" | "snarkjs"): Promise<{ ms: number; proof: string[]; signals: string[] }> {
    const from = performance.now();
    if (engine === "wasm") {
      prover ??= openInBrowser({ zkey, verificationKey, programs: { share: "/share.js", finish: "/finish.js" } });
      const { proof, signals } = await (await prover).prove(witness);
      return { ms: performance.now() - from, proof: proof.map(String), signals: signals.map(String) };
    }
    const { proof, publicSignals } = await snarkjs.groth16.prove(zkey, witness);
    if (!(await snarkjs.groth16.verify(verificationKey, publicSignals, proof))) throw new Error("snarkjs' proof does not hold");
    return { ms: performance.now() - from, proof: proofWords(proof).map(String), signals: publicSignals };
  },
});
