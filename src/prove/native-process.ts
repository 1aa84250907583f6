import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { CredenceError } from "../errors/credence-error.ts";
import { type Refusal, refusalOf } from "../keys/native-refusal.ts";
import { encodeFrameHead, FRAME, type Frame, frameReader } from "./native-frames.ts";

export const decodeRefusal = (content: Uint8Array): Refusal => JSON.parse(new TextDecoder().decode(content)) as Refusal;

export interface NativeStart {
  /** The program, and the digest of the sources that it must have been built from. */
  program: string;
  source: string;
  zkeyPath: string;
  /** sha256 of the proving key, hex, where it is known. */
  zkeySha256?: string | undefined;
  threads: number;
}

/** What a process tells its owner once it holds the key. `onEnd` comes once, whatever ended it; afterwards nothing more is heard. */
export interface NativeOwner {
  onFrame(frame: Frame): void;
  onEnd(reason: CredenceError): void;
}

export interface NativeProcess {
  /** Public signals of the key's circuit. */
  publicSignals: number;
  send(kind: number, id: number, content?: Uint8Array): void;
  /** Whether it keeps this program from ending. */
  hold(on: boolean): void;
  /** Ends it, and waits until it has ended. */
  end(): Promise<void>;
}

const NOTHING = new Uint8Array();
/** What is kept of what it says on its standard error. */
const LAST_WORDS = 2000;

/**
 * Starts the native program and lets it read and check the proving key. It ends when its standard input closes, so that it cannot outlive this process.
 *
 * @throws CredenceError CRD-5009 (it does not run here, or is of other sources), CRD-4002, CRD-5004, CRD-9002 (the key), CRD-5005 (it ended).
 */
export async function startNativeProcess({ program, source, zkeyPath, zkeySha256 = "", threads }: NativeStart, owner: NativeOwner): Promise<NativeProcess> {
  // No argument tells other users of this machine what is proven.
  const child: ChildProcessWithoutNullStreams = spawn(program, [], { stdio: ["pipe", "pipe", "pipe"] });
  const ended = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<number>();
  let over: CredenceError | undefined;
  let greeted = false;
  let serving = false;
  let lastWords = "";

  const finish = (reason: CredenceError) => {
    if (over) return;
    over = reason;
    child.kill("SIGKILL");
    if (serving) owner.onEnd(reason);
    else opened.reject(reason);
  };
  // What does not even greet is not the prover for this machine, whatever it is.
  const fail = (why: string, cause?: unknown) => {
    if (greeted) finish(new CredenceError("CRD-5005", `The native prover ${why}.`, { cause }));
    else finish(new CredenceError("CRD-5009", `What was built as the native prover does not run on this machine: it ${why}.`, { place: program, cause }));
  };
  const send = (kind: number, id: number, content: Uint8Array = NOTHING) => {
    child.stdin.write(encodeFrameHead(kind, id, content.length));
    if (content.length > 0) child.stdin.write(content);
  };
  const hear = (frame: Frame) => {
    if (serving) return owner.onFrame(frame);
    const content = () => JSON.parse(new TextDecoder().decode(frame.content));
    if (!greeted && frame.kind !== FRAME.hello) fail("gave no greeting");
    else if (!greeted) {
      greeted = true;
      if (content().source !== source) finish(new CredenceError("CRD-5009", "The native prover was built from other sources than these.", { place: program }));
      else send(FRAME.open, 0, new TextEncoder().encode(JSON.stringify({ path: zkeyPath, sha256: zkeySha256, threads })));
    } else if (frame.kind === FRAME.ready) {
      serving = true;
      opened.resolve(content().publicSignals);
    } else finish(refusalOf(decodeRefusal(frame.content), zkeyPath));
  };

  const read = frameReader();
  child.stdout.on("data", (piece: Uint8Array) => {
    try {
      for (const frame of read(piece)) if (!over) hear(frame);
    } catch (cause) {
      fail(`said what could not be read: ${(cause as Error).message}`, cause);
    }
  });
  child.stderr.on("data", (piece: Buffer) => {
    lastWords = (lastWords + piece.toString()).slice(-LAST_WORDS);
  });
  // That it does not listen any more, its end tells better.
  child.stdin.on("error", () => {});
  child.once("error", (cause) => {
    fail(`could not be started: ${cause.message}`, cause);
    ended.resolve();
  });
  child.once("close", (code, signal) => {
    fail(`ended (${signal ?? `exit code ${code}`})${lastWords && `: ${lastWords.trim()}`}`);
    ended.resolve();
  });

  const hold = (on: boolean) => {
    for (const each of [child, child.stdin, child.stdout, child.stderr] as unknown as Socket[]) {
      if (on) each.ref();
      else each.unref();
    }
  };
  const publicSignals = await opened.promise;
  return {
    publicSignals,
    send,
    hold,
    async end() {
      hold(true);
      finish(new CredenceError("CRD-5005", "The native prover was ended."));
      await ended.promise;
    },
  };
}
