import type { Served } from "./thread-words.ts";

/** What a worker of a browser has of its scope. */
const scope = globalThis as unknown as { onmessage: (event: { data: unknown }) => void; postMessage(message: unknown): void };

/** Serves in a worker of a browser: the first that it is told is what it starts with. What is said before it listens waits. */
export function serveInWorker<Start, Word, Reply>(serve: (start: Start, served: Served<Word, Reply>) => unknown): void {
  const waiting: Word[] = [];
  let listener = (word: Word): void => void waiting.push(word);
  scope.onmessage = ({ data }) => {
    scope.onmessage = (event) => listener(event.data as Word);
    const hear = (heard: (word: Word) => void) => {
      listener = heard;
      for (const word of waiting.splice(0)) heard(word);
    };
    serve(data as Start, { say: (reply) => scope.postMessage(reply), hear });
  };
}
