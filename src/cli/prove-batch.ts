import { CredenceError } from "../errors/credence-error.ts";
import type { BatchProgress } from "../prove/batch/batch-pace.ts";
import { type ProveBatchOptions, proveBatch } from "../prove/batch/prove-batch.ts";
import { emit, progress } from "./output.ts";

const INTERVAL = 1_000;

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  return whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function sentence({ lines, seen, already, rejected, rate, secondsLeft }: BatchProgress): string {
  const parts = rate > 0 ? [`${rate.toFixed(1)} a second`] : [];
  if (secondsLeft !== undefined && seen < lines) parts.push(`${duration(secondsLeft)} left`);
  if (already > 0) parts.push(`${already} proven before`);
  if (rejected > 0) parts.push(`${rejected} set aside`);
  return `[${seen}/${lines}] ${parts.join(", ")}`.trimEnd();
}

/** `credence prove MODEL --batch`: progress once a second on stderr, the summary on stdout. @throws CredenceError CRD-5013 where lines were set aside. */
export async function runBatch(options: Omit<ProveBatchOptions, "onProgress" | "onFallback">): Promise<void> {
  let last = 0;
  const onProgress = (state: BatchProgress) => {
    const now = performance.now();
    if (now - last < INTERVAL && state.seen < state.lines) return;
    last = now;
    progress(sentence(state));
  };
  const { rejectedPath, ...summary } = await proveBatch({ ...options, onProgress, onFallback: progress });
  const { lines, proven, already, rejected, seconds } = summary;
  const decisionsASecond = proven / seconds;
  emit(
    { ...summary, decisionsASecond, out: options.out, ...(rejected > 0 ? { rejectedPath } : {}) },
    `${options.out}: ${proven} of ${lines} proven in ${duration(seconds)}, ${already} before, ${rejected} set aside`,
  );
  if (rejected > 0) throw new CredenceError("CRD-5013", `${rejected} of ${lines} lines were set aside.`, { place: rejectedPath });
}
