import { serveInWorker } from "../web-thread.ts";
import { serveShare } from "./serve-share.ts";

/** The program of a browser's worker that holds a share of a key. To be bundled by itself. */
serveInWorker(serveShare);
