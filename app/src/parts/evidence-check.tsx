"use client";

import { useState } from "react";
import type { Evidence } from "../../../src/indexer/api.ts";
import type { DocumentWords } from "../register/document-words.ts";
import type { NamedCheck } from "../verification/check.ts";
import type { ClaimedModel } from "../verification/verify-claim.ts";
import { CheckList, Verdict } from "./check-list.tsx";

interface EvidenceCheckProps {
  model: ClaimedModel;
  /** Everything on the model's record by its hash. */
  documents: readonly Pick<Evidence, "kind" | "hash">[];
  /** Hashes of those that this register holds and that carry a proof. */
  proofs: readonly string[];
}

interface Result {
  file: string;
  sentence: string;
  holds: boolean;
  hashes: readonly [sha256: string, keccak256: string];
  words?: DocumentWords | undefined;
  checks: readonly NamedCheck[];
  fault?: string;
}

/** Says whether a document is one that was recorded, and what it says: its hash is computed here, and a proof in it is checked here. */
export function EvidenceCheck({ model, documents, proofs }: EvidenceCheckProps) {
  const [result, setResult] = useState<Result>();
  const check = async (file: string, bytes: Uint8Array<ArrayBuffer>) => {
    const [{ documentHashes }, { documentWords }] = await Promise.all([import("../verification/document-hashes.ts"), import("../register/document-words.ts")]);
    const hashes = documentHashes(bytes);
    const match = documents.find((entry) => hashes.some((hash) => hash === entry.hash.toLowerCase()));
    const text = new TextDecoder().decode(bytes);
    const words = match === undefined ? undefined : documentWords(text, model.commitment, navigator.language);
    const known: Result = {
      file,
      holds: match !== undefined,
      hashes,
      words,
      checks: [],
      sentence:
        match === undefined
          ? "No document on record for this model has the hash of this file."
          : `This file is the recorded ${match.kind}: its hash is the same.`,
    };
    setResult(known);
    if (words?.proof !== true) return;
    try {
      const { verifyClaim } = await import("../verification/verify-claim.ts");
      setResult({ ...known, checks: await verifyClaim(text, model, AbortSignal.timeout(30_000)) });
    } catch (error) {
      setResult({ ...known, fault: error instanceof Error ? error.message : `${error}` });
    }
  };
  const fetchProof = async (hash: string) => {
    const answer = await fetch(`/models/${model.id}/documents/${hash}.json`, { cache: "no-store" });
    await check(`${hash.slice(0, 10)}….json`, new Uint8Array(await answer.arrayBuffer()));
  };
  return (
    <div className="no-print mt-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <label className="button has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
          Check a document
          <input
            type="file"
            className="sr-only"
            onChange={async (event) => {
              const [file] = event.target.files ?? [];
              if (file !== undefined) await check(file.name, new Uint8Array(await file.arrayBuffer()));
            }}
            onClick={(event) => {
              // The same file, changed on disk, can be chosen again.
              event.currentTarget.value = "";
            }}
          />
        </label>
        {proofs.map((hash) => (
          <button key={hash} type="button" className="button" onClick={() => void fetchProof(hash)}>
            Check proof <span className="mono">{hash.slice(0, 8)}…</span>
          </button>
        ))}
        <span className="text-quiet">Hashes are computed in this browser and compared with the recorded ones; a proof is checked here too.</span>
      </div>
      <div aria-live="polite">
        {result !== undefined && (
          <div className={`notice mt-3 ${result.holds ? "plain" : "alarm"}`} data-evidence={result.holds ? "holds" : "fails"}>
            <p>
              <strong>{result.file}.</strong> {result.sentence}
            </p>
            {result.words !== undefined && (
              <ul className="my-2 list-disc pl-5">
                {result.words.sentences.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            )}
            {result.fault !== undefined && <p className="my-2">The proof was not checked. {result.fault}</p>}
            <p className="mono wrap-anywhere">
              sha256 {result.hashes[0]}
              <br />
              keccak256 {result.hashes[1]}
            </p>
          </div>
        )}
      </div>
      {result !== undefined && result.checks.length > 0 && (
        <div className="panel mt-3 max-w-3xl">
          <div className="border-b border-rule">
            <Verdict checks={result.checks} />
          </div>
          <CheckList checks={result.checks} label="Checks of this claim" />
          <p className="prose border-t border-rule px-5 py-3 text-small text-quiet">
            Not among them: that the key is of the claim's circuit, and how it was made. Whoever makes that circuit again from the claim, the schema and the
            sizes in the proof can tell.
          </p>
        </div>
      )}
    </div>
  );
}
