"use client";

import { useEffect, useState } from "react";

/** Copies what a pressed element carries in `data-copy` and says so. One listener serves every hash of a page, which are plain markup. */
export function CopyOnPress() {
  const [said, setSaid] = useState("");
  useEffect(() => {
    const copy = async (event: MouseEvent) => {
      const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
      const text = target?.dataset.copy;
      if (!target || !text) return;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        setSaid("This browser does not let the page copy. The whole word is shown: select it.");
        return;
      }
      target.dataset.copied = "";
      setSaid(`Copied ${text}`);
      setTimeout(() => {
        delete target.dataset.copied;
        setSaid("");
      }, 2000);
    };
    document.addEventListener("click", copy);
    return () => document.removeEventListener("click", copy);
  }, []);
  return (
    <p role="status" className="visually-hidden">
      {said}
    </p>
  );
}
