import { CredenceError } from "../src/errors/credence-error.ts";
import type { SnarkjsVerificationKey } from "../src/keys/snarkjs-verification-key.ts";
import { type BrowserEngine, openInBrowser } from "../src/prove/open-in-browser.ts";
import type { Prover, ProvingStage } from "../src/prove/prover.ts";

// What the browser runs to prove: both engines, as a page would use them.

export interface PageProofOptions {
  /** Which of the page's witnesses; the first unless told. */
  witness?: number;
  /** The stage at which the proof is not wanted any more. */
  abortAt?: ProvingStage;
}
export interface PageProof {
  /** Opening the engine is in the first proof's time. */
  ms: number;
  stages: ProvingStage[];
  proof: string[];
  signals: string[];
}

const load = async (name: string) => new Uint8Array(await (await fetch(`/${name}`)).arrayBuffer());
const zkey = await load("key.zkey");
const verificationKey = (await (await fetch("/key.json")).json()) as SnarkjsVerificationKey;
const programs = { share: "/share.js", finish: "/finish.js", snarkjs: "/snarkjs.js" };
const witnesses: Record<number, Promise<Uint8Array>> = {};
const provers: Partial<Record<BrowserEngine, Promise<Prover>>> = {};

Object.assign(globalThis, {
  async proveBy(engine: BrowserEngine, { witness = 0, abortAt }: PageProofOptions): Promise<PageProof> {
    witnesses[witness] ??= load(`${witness}.wtns`);
    const bytes = await witnesses[witness];
    const from = performance.now();
    const [abort, stages] = [new AbortController(), [] as ProvingStage[]];
    const onStage = (stage: ProvingStage) => {
      stages.push(stage);
      if (stage === abortAt) abort.abort(new Error(`not wanted when ${stage}`));
    };
    try {
      provers[engine] ??= openInBrowser({ zkey, verificationKey, engine, programs });
      const { proof, signals } = await (await provers[engine]).prove(bytes, { signal: abort.signal, onStage });
      return { ms: performance.now() - from, stages, proof: proof.map(String), signals: signals.map(String) };
    } catch (error) {
      // What leaves the page keeps its message only.
      throw error instanceof CredenceError ? new Error(`${error.code}: ${error.message}`) : error;
    }
  },
});
