import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CredenceError } from "../../errors/credence-error.ts";

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

/**
 * Holds a folder for this process until it is disposed of. Whoever held it and was killed does not hold it any more.
 * @throws CredenceError CRD-5011 where a process that runs holds it, CRD-9002 where nothing can be written there.
 */
export function takeFolder(path: string): Disposable {
  const lock = join(path, ".held");
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(lock, `${process.pid}`, { flag: "wx" });
      return { [Symbol.dispose]: () => rmSync(lock, { force: true }) };
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code !== "EEXIST") throw new CredenceError("CRD-9002", `Could not write ${lock}: ${message}.`, { place: lock, cause });
    }
    const holder = Number(readFileSync(lock, "utf8"));
    if (attempt > 0 || (holder > 0 && isAlive(holder))) {
      throw new CredenceError("CRD-5011", `Process ${holder} works in ${path}; if there is no such batch, remove ${lock}.`, { place: lock });
    }
    rmSync(lock, { force: true });
  }
}
