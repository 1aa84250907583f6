import type { Served } from "../thread.ts";
import { ProvingShare, type QuotientParts, UnsoundKey } from "./proving-share.ts";
import type { ShareReply, ShareStart, ShareWord } from "./thread-words.ts";

/** Lets what was said to this thread be heard. Timers would wait for milliseconds in a browser. */
function openPause(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  let resume = () => {};
  port1.onmessage = () => resume();
  return () =>
    new Promise((resolve) => {
      resume = resolve;
      port2.postMessage(undefined);
    });
}

/** Computes a share of every proof that it is told of, one after another. */
export function serveShare({ kernel, share }: ShareStart, { say, hear }: Served<ShareWord, ShareReply>): void {
  let proving: ProvingShare;
  try {
    proving = new ProvingShare(kernel, share);
  } catch (error) {
    if (!(error instanceof UnsoundKey)) throw error;
    say({ kind: "unsound", expected: error.message });
    return;
  }
  const pause = openPause();
  let running: { id: number; cancelled: boolean; quotient: PromiseWithResolvers<QuotientParts> } | undefined;

  async function prove(id: number, witness: Uint8Array): Promise<void> {
    const job = { id, cancelled: false, quotient: Promise.withResolvers<QuotientParts>() };
    // One that is cancelled before it waits for the quotient waits no more.
    job.quotient.promise.catch(() => {});
    running = job;
    const cancelled = new Error("cancelled");
    try {
      const sums = await proving.sums(
        witness,
        (part, values) => say({ kind: "part", id, part, values }),
        () => job.quotient.promise,
        async () => {
          await pause();
          if (job.cancelled) throw cancelled;
        },
      );
      say({ kind: "sums", id, sums });
    } catch (error) {
      if (!job.cancelled) throw error;
      say({ kind: "ended", id });
    }
  }

  hear((word) => {
    if (word.kind === "prove") void prove(word.id, word.witness);
    else if (running === undefined || running.id !== word.id) return;
    else if (word.kind === "quotient") running.quotient.resolve(word.parts);
    else {
      running.cancelled = true;
      running.quotient.reject(new Error("cancelled"));
    }
  });
  say({ kind: "ready" });
}
