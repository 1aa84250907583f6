import { serveInWorker } from "../web-thread.ts";
import { serveSnarkjs } from "./serve-snarkjs.ts";

/** The program of a browser's worker that proves by snarkjs. Ending it ends the workers that snarkjs starts. To be bundled by itself. */
serveInWorker(serveSnarkjs);
