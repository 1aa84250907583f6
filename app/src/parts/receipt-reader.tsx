"use client";

import { type DragEvent, useRef, useState } from "react";
import type { Status } from "../../../src/indexer/api.ts";
import type { NamedCheck } from "../verification/check.ts";
import type { OpenedReceipt } from "../verification/verify-receipt.ts";
import { CheckList, Verdict } from "./check-list.tsx";
import { ReceiptContents } from "./receipt-contents.tsx";

interface ReceiptReaderProps {
  chainId: number;
  contracts: Status["contracts"];
  /** The reader's own node; null reads through this page's. */
  node: string | null;
  /** The decision's page on which the receipt is dropped. */
  application?: string;
}

type Reading = { file: string; fault?: string; opened?: OpenedReceipt; checks: readonly NamedCheck[] };

/** Opens a receipt in this browser: score and reasons, and every check of them. */
export function ReceiptReader({ application, ...register }: ReceiptReaderProps) {
  const [reading, setReading] = useState<Reading>();
  const [over, setOver] = useState(false);
  const running = useRef<AbortController>(undefined);
  const input = useRef<HTMLInputElement>(null);

  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    const update = (change: (before: Reading) => Reading) => {
      if (!stop.signal.aborted) setReading((before) => change(before ?? { file: file.name, checks: [] }));
    };
    setReading({ file: file.name, checks: [] });
    try {
      const { verifyReceipt } = await import("../verification/verify-receipt.ts");
      await verifyReceipt(file, { ...register, application }, stop.signal, {
        opened: (opened, checks) => update((before) => ({ ...before, opened, checks })),
        checked: (result) => update((before) => ({ ...before, checks: before.checks.map((check) => (check.id === result.id ? result : check)) })),
      });
    } catch (error) {
      const fault = error instanceof Error ? error.message : `${error}`;
      update((before) => ({
        ...before,
        ...(before.opened === undefined ? { fault } : {}),
        checks: before.checks.map((check) => (check.state === "pending" ? { ...check, state: "unknown", expected: "an answer", found: fault } : check)),
      }));
    }
  };

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void open(event.dataTransfer.files[0]);
  };

  return (
    <div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the labelled file input inside is the first. */}
      <div
        className={`panel no-print flex flex-wrap items-center gap-x-5 gap-y-3 border-dashed! px-5 py-6 ${over ? "border-accent! bg-sunk" : "border-rule-strong!"}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <label className="button has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
          Choose a receipt
          <input
            ref={input}
            type="file"
            accept="application/json,.json"
            className="sr-only"
            onChange={(event) => {
              void open(event.target.files?.[0]);
              // The same file, changed on disk, can be chosen again.
              event.target.value = "";
            }}
          />
        </label>
        <span className="text-quiet">or drop the file here. It is read in this browser only.</span>
      </div>
      <div aria-live="polite">
        {reading?.fault !== undefined && (
          <div className="notice alarm mt-4" data-receipt-fault="">
            <p>
              <strong>{reading.file} could not be opened.</strong> {reading.fault}
            </p>
          </div>
        )}
      </div>
      {reading?.opened !== undefined && (
        <div className="mt-6 grid gap-x-12 gap-y-6 lg:grid-cols-2" data-receipt="">
          <ReceiptContents opened={reading.opened} file={reading.file} checks={reading.checks} level={application === undefined ? 2 : 3} />
          <div className="panel self-start">
            <div className="border-b border-rule">
              <Verdict checks={reading.checks} />
            </div>
            <CheckList checks={reading.checks} label="Checks of this receipt" />
          </div>
        </div>
      )}
    </div>
  );
}
