"use client";

import { useState } from "react";
import type { Evidence } from "../../../src/indexer/api.ts";

/** Says whether a document that the reader holds is one that was recorded: its hash is computed here. */
export function EvidenceCheck({ documents }: { documents: readonly Pick<Evidence, "kind" | "hash">[] }) {
  const [result, setResult] = useState<{ file: string; sentence: string; holds: boolean; hashes: string[] }>();
  const check = async (file: File | undefined) => {
    if (file === undefined) return;
    const { documentHashes } = await import("../verification/document-hashes.ts");
    const hashes = documentHashes(new Uint8Array(await file.arrayBuffer()));
    const match = documents.find((entry) => hashes.some((hash) => hash === entry.hash.toLowerCase()));
    setResult({
      file: file.name,
      holds: match !== undefined,
      hashes,
      sentence:
        match === undefined
          ? "No document on record for this model has the hash of this file."
          : `This file is the recorded ${match.kind}: its hash is the same.`,
    });
  };
  return (
    <div className="no-print mt-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <label className="button has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
          Check a document
          <input
            type="file"
            className="sr-only"
            onChange={(event) => {
              void check(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
        </label>
        <span className="text-quiet">Its hash is computed in this browser and compared with the recorded ones.</span>
      </div>
      <div aria-live="polite">
        {result !== undefined && (
          <div className={`notice mt-3 ${result.holds ? "plain" : "alarm"}`} data-evidence={result.holds ? "holds" : "fails"}>
            <p>
              <strong>{result.file}.</strong> {result.sentence}
            </p>
            <p className="mono wrap-anywhere">
              sha256 {result.hashes[0]}
              <br />
              keccak256 {result.hashes[1]}
            </p>
          </div>
        )}
      </div>
    </div>
  );
}
