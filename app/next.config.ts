import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

/** Headers of every answer; the content security policy of documents carries a nonce and is set in src/proxy.ts. */
const EVERYWHERE = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=(), clipboard-write=(self)" },
];

/** A script file is also a worker's document: whatever runs in a worker may compute, and can reach nothing. */
const WORKER_POLICY = { key: "Content-Security-Policy", value: "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'" };

const ID = ":id(0x[0-9a-fA-F]{64})";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  productionBrowserSourceMaps: false,
  // `npm test` checks the types, with the compiler of the whole project; whoever only starts the page does not wait for it.
  typescript: { ignoreBuildErrors: true },
  // The library in ../src is part of the page: both lie below the repository's root.
  turbopack: { root: fileURLToPath(new URL("..", import.meta.url)) },
  headers: () => [
    { source: "/:path*", headers: EVERYWHERE },
    { source: "/_next/static/:path*", headers: [WORKER_POLICY] },
  ],
  // Every page has a twin for machines at the same address with `.json` behind it.
  rewrites: () => [
    // What a browser asks for by itself beside what names no icon, such as a twin, or has not named it yet.
    { source: "/favicon.ico", destination: "/icon.svg" },
    { source: "/index.json", destination: "/twin/status" },
    { source: "/:list(models|decisions|issuers|find).json", destination: "/twin/:list" },
    { source: `/models/${ID}/manifest.json`, destination: "/twin/models/:id/manifest" },
    { source: `/models/${ID}/documents/:hash(0x[0-9a-fA-F]{64}).json`, destination: "/twin/models/:id/documents/:hash" },
    { source: `/:list(models|decisions)/${ID}.json`, destination: "/twin/:list/:id" },
  ],
};

export default config;
