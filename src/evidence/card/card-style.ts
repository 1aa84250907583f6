/** The card's style: the register's colours and sizes, and nothing from anywhere else. */
export const CARD_STYLE = `
:root { color-scheme: light; --ground: #fbfbf9; --raised: #fff; --rule: #deded7; --rule-strong: #8a8b84; --ink: #1a1c1f; --quiet: #575a5f; --accent: #17508f;
  --notice: #5c4813; --notice-ground: #f8f2df; --dark: #22384f; --middle: #7389a0; --light: #cdd5dd; }
@media (prefers-color-scheme: dark) { :root { color-scheme: dark; --ground: #14171a; --raised: #1a1e22; --rule: #2d3339; --rule-strong: #7b838c; --ink: #e6e6e1; --quiet: #a4a9af;
  --accent: #8dbcf2; --notice: #e6cf8f; --notice-ground: #2a2415; --dark: #d5e2ef; --middle: #7d93aa; --light: #344251; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 0.9375rem/1.5rem Inter, ui-sans-serif, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 70rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 2.375rem; margin: 0 0 0.5rem; letter-spacing: -0.012em; }
h1 span, .quiet, figcaption { color: var(--quiet); }
h2 { font-size: 1.375rem; line-height: 1.875rem; margin: 3rem 0 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--rule); letter-spacing: -0.012em; }
h3 { font-size: 0.9375rem; line-height: 1.5rem; margin: 0 0 0.5rem; text-wrap: balance; }
p, li { max-width: 75ch; text-wrap: pretty; }
.notice { background: var(--notice-ground); color: var(--notice); padding: 0.75rem 1rem; border-radius: 4px; max-width: none; }
.mono { font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 0.8125rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; gap: 0.375rem 1.5rem; margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); gap: 2rem 3rem; align-items: start; }
figure { margin: 0; min-width: 0; break-inside: avoid; }
figcaption { margin-bottom: 0.5rem; }
svg { display: block; width: 100%; max-width: 32rem; height: auto; font: 12px Inter, ui-sans-serif, system-ui, sans-serif; overflow: visible; }
svg text { fill: var(--quiet); }
svg .number { fill: var(--ink); font-variant-numeric: tabular-nums; }
svg .bar, svg .good { fill: var(--dark); }
svg .bad { fill: var(--light); stroke: var(--dark); stroke-width: 1; }
svg .axis { stroke: var(--rule-strong); }
svg .grid-line { stroke: var(--rule); }
svg .mark, svg .dashed { stroke: var(--rule-strong); stroke-dasharray: 4 3; }
svg .curve { fill: none; stroke: var(--accent); stroke-width: 2; }
svg .whisker { stroke: var(--middle); stroke-width: 2; }
svg .point { fill: var(--dark); }
.key { display: inline-block; width: 0.75rem; height: 0.75rem; margin-right: 0.25rem; vertical-align: -1px; background: var(--dark); border: 1px solid var(--dark); }
.key.bad { background: var(--light); }
details { margin-top: 0.5rem; }
summary { color: var(--accent); cursor: pointer; width: fit-content; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.375rem 1rem 0.375rem 0; border-bottom: 1px solid var(--rule); overflow-wrap: break-word; }
th { font-weight: 600; }
thead th { color: var(--quiet); font-weight: 400; }
.right { text-align: right; }
.figures { margin-top: 2rem; }
@media (max-width: 40rem) {
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 0.5rem; }
  table.wide, table.wide tbody, table.wide tr, table.wide th, table.wide td { display: block; border: 0; padding: 0; }
  table.wide thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table.wide tr { border-bottom: 1px solid var(--rule); padding: 0.5rem 0; }
  table.wide td[data-name]:not(:empty)::before { content: attr(data-name) ": "; color: var(--quiet); }
}
@media print { :root { color-scheme: light; } body { background: none; } main { max-width: none; padding: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } details:not([open]) { display: none; } }
`;
