import type { Served, Thread } from "./thread.ts";

/** Starts a thread of a browser. `transfer` is what moves to it instead of being copied. */
export function openWebThread<Word, Reply>(program: string | URL, start: object, transfer: readonly ArrayBuffer[] = []): Thread<Word, Reply> {
  const worker = new Worker(program);
  worker.postMessage(start, [...transfer]);
  return {
    say: (word) => worker.postMessage(word),
    hear: (listener) => {
      worker.onmessage = ({ data }) => listener(data);
    },
    fail: (listener) => {
      worker.onerror = (event) => listener(new Error(event.message || "its program could not be loaded"));
    },
    // A page's workers keep nothing from ending.
    hold: () => {},
    end: async () => worker.terminate(),
  };
}

/** What a worker of a browser has of its scope. */
const scope = globalThis as unknown as {
  onmessage: (event: { data: unknown }) => void;
  onunhandledrejection: (event: { reason: unknown }) => void;
  postMessage(message: unknown): void;
};

/** Serves in a worker of a browser: the first that it is told is what it starts with. What is said before it listens waits. */
export function serveInWorker<Start, Word, Reply>(serve: (start: Start, served: Served<Word, Reply>) => unknown): void {
  const waiting: Word[] = [];
  let listener = (word: Word): void => void waiting.push(word);
  // In Node a rejection that nobody handles ends the thread with an error; a browser's worker would tell nobody but its console.
  scope.onunhandledrejection = ({ reason }) => {
    throw reason;
  };
  scope.onmessage = ({ data }) => {
    scope.onmessage = (event) => listener(event.data as Word);
    const hear = (heard: (word: Word) => void) => {
      listener = heard;
      for (const word of waiting.splice(0)) heard(word);
    };
    serve(data as Start, { say: (reply) => scope.postMessage(reply), hear });
  };
}
