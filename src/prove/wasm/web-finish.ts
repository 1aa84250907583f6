import { serveInWorker } from "../web-thread.ts";
import { serveFinish } from "./serve-finish.ts";

/** The program of a browser's worker that puts proofs together and verifies them. To be bundled by itself. */
serveInWorker(serveFinish);
