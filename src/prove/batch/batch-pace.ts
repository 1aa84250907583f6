/** How far a batch is. */
export interface BatchProgress {
  lines: number;
  seen: number;
  proven: number;
  already: number;
  rejected: number;
  /** Decisions proven a second, of late; 0 while none is. */
  rate: number;
  /** Absent while nothing tells. */
  secondsLeft?: number;
}

const WINDOW = 64;

/** Decisions a second over the last 64 of them, so that what a batch did an hour ago says nothing of the hour to come. */
export class Pace {
  readonly #times: number[];

  constructor(now = performance.now()) {
    this.#times = [now];
  }

  proven(now = performance.now()): void {
    this.#times.push(now);
    if (this.#times.length > WINDOW) this.#times.shift();
  }

  get rate(): number {
    const span = (this.#times.at(-1) as number) - (this.#times[0] as number);
    return span > 0 ? ((this.#times.length - 1) * 1000) / span : 0;
  }
}
