/** Progress of the demo on stderr: one line a stage, with counts while it runs and seconds when it ends. On a terminal the line is rewritten in place. */
export interface Stage {
  /** Shows how far the stage is, for example "7 of 12 decisions". */
  step(text: string): void;
}

const seconds = (from: number) => `${((Date.now() - from) / 1000).toFixed(1)} s`;

export class Stages {
  readonly #from = Date.now();
  readonly #total: number;
  readonly #times: { stage: string; seconds: number }[] = [];
  #number = 0;

  constructor(total: number) {
    this.#total = total;
  }

  /** Runs one stage; its result is passed on, its failure is marked and thrown on. */
  async run<T>(title: string, work: (stage: Stage) => Promise<T> | T): Promise<T> {
    this.#number += 1;
    const from = Date.now();
    const label = `[${String(this.#number).padStart(2)}/${this.#total}] ${title}`;
    const live = process.stderr.isTTY === true;
    if (live) process.stderr.write(`${label} ...`);
    let last = "";
    const end = (mark: string) => process.stderr.write(`${live ? "\r\x1b[2K" : ""}${label}${last && `: ${last}`}  ${mark} ${seconds(from)}\n`);
    try {
      const result = await work({
        step: (text) => {
          last = text;
          if (live) process.stderr.write(`\r\x1b[2K${label}: ${text}`);
        },
      });
      end("done in");
      this.#times.push({ stage: title, seconds: (Date.now() - from) / 1000 });
      return result;
    } catch (error) {
      end("failed after");
      throw error;
    }
  }

  /** Seconds since the start. */
  get elapsed(): number {
    return (Date.now() - this.#from) / 1000;
  }

  get times(): readonly { stage: string; seconds: number }[] {
    return this.#times;
  }
}
