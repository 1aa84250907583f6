import { openNodeThread } from "../node-thread.ts";
import type { OpenThread } from "./threads.ts";

const [SHARE, FINISH] = [new URL("./node-share.ts", import.meta.url), new URL("./node-finish.ts", import.meta.url)];

/** Threads of Node. */
export const openNodeThreads: OpenThread = {
  share: (start, transfer) => openNodeThread(SHARE, start, transfer),
  finish: (start) => openNodeThread(FINISH, start),
};
