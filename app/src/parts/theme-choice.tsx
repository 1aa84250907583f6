"use client";

import { useState } from "react";
import { THEME_COOKIE, type Theme } from "./theme.ts";

const CHOICES = [
  ["system", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
] as const;

/** Chooses the theme at once, and for the server's next answers by a cookie. */
export function ThemeChoice({ initial }: { initial: Theme | "system" }) {
  const [theme, setTheme] = useState(initial);
  const choose = (choice: Theme | "system") => {
    setTheme(choice);
    if (choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that this page supports.
    document.cookie = `${THEME_COOKIE}=${choice}; Path=/; SameSite=Lax; Max-Age=${choice === "system" ? 0 : 31_536_000}`;
  };
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="float-left mr-2">Theme</legend>
      {CHOICES.map(([value, label]) => (
        <label
          key={value}
          className="cursor-pointer rounded border border-transparent px-2 py-0.5 has-checked:border-rule-strong has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input type="radio" name="theme" value={value} checked={theme === value} onChange={() => choose(value)} className="sr-only" />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
