import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies } from "next/headers";
import Link from "next/link";
import type { ReactNode } from "react";
import { CopyOnPress } from "../parts/copy-on-press.tsx";
import { Finder } from "../parts/finder.tsx";
import { Navigation } from "../parts/navigation.tsx";
import { parseTheme, THEME_COOKIE } from "../parts/theme.ts";
import { ThemeChoice } from "../parts/theme-choice.tsx";
import "./globals.css";

// From the installed package, never from a font service.
const inter = localFont({
  src: "../../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  variable: "--font-inter",
  weight: "100 900",
  display: "swap",
  adjustFontFallback: "Arial",
});

export const metadata: Metadata = {
  title: { default: "Credence · register of credit decisions", template: "%s · Credence" },
  description: "A public register of credit decisions, each settled with a proof that anybody can check again.",
  robots: { index: true, follow: true },
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfbf9" },
    { media: "(prefers-color-scheme: dark)", color: "#14171a" },
  ],
};

/** The frame of every page. The theme is read here, from a cookie, so that the first paint already has it. */
export default async function Layout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme} className={inter.variable}>
      <body className="flex min-h-dvh flex-col">
        <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded focus:bg-raised focus:px-3 focus:py-2">
          Skip to the content
        </a>
        <header className="border-b border-rule">
          <div className="frame flex flex-wrap items-baseline gap-x-8 gap-y-1 py-3 max-sm:justify-between">
            <Link href="/" className="flex items-baseline gap-2 text-large font-semibold tracking-tight text-ink no-underline">
              Credence
              <span className="text-small font-normal text-quiet max-sm:hidden">register of credit decisions</span>
            </Link>
            <Finder id="finder" className="w-44 max-sm:-my-1 sm:order-last sm:ml-auto sm:w-56" />
            <Navigation />
          </div>
        </header>
        {children}
        <footer className="no-print mt-auto border-t border-rule">
          <div className="frame flex flex-wrap items-baseline justify-between gap-x-8 gap-y-3 py-6 text-small text-quiet">
            <p className="prose">
              Reading needs no account and no wallet. Checks run in your browser, against the chain. A proof shows that an approved model gave this decision on
              a signed record; <Link href="/verify#not-proven">what it does not show</Link> is said too.
            </p>
            <ThemeChoice initial={theme ?? "system"} />
          </div>
        </footer>
        <CopyOnPress />
      </body>
    </html>
  );
}
