import { expect, test } from "vitest";
import { type QueuedProof, queueProof } from "../../src/prove/queued-proof.ts";

test("a proof that is dropped when it says that it waits is not queued", async () => {
  const [abort, queued] = [new AbortController(), [] as QueuedProof[]];
  const onStage = () => abort.abort(new Error("not wanted"));
  const dropped = queueProof(
    new Uint8Array(),
    { signal: abort.signal, onStage },
    (proof) => queued.push(proof),
    () => {},
  );
  await expect(dropped).rejects.toThrow("not wanted");
  expect(queued).toEqual([]);
});
