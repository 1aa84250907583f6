// Proves a batch and kills itself, as `kill -9` would, once so many of its lines are proven: node prove-and-die.ts MODEL LINES OUT PROVEN
import { proveBatch } from "../../../src/prove/batch/prove-batch.ts";

const [directory = "", lines = "", out = "", last = ""] = process.argv.slice(2);
await proveBatch({
  directory,
  lines,
  out,
  engine: "snarkjs",
  workers: 1,
  onProgress: ({ proven }) => {
    if (proven === Number(last)) process.kill(process.pid, "SIGKILL");
  },
});
