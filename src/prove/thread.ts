/** A thread, as its owner sees it: a worker of Node or of a browser. */
export interface Thread<Word, Reply> {
  say(word: Word): void;
  hear(listener: (reply: Reply) => void): void;
  fail(listener: (cause: Error) => void): void;
  /** Whether it keeps the program from ending. */
  hold(on: boolean): void;
  end(): Promise<void>;
}

/** A thread's own side of the conversation. */
export interface Served<Word, Reply> {
  say(reply: Reply): void;
  hear(listener: (word: Word) => void): void;
}
