/** What a holding proof does not show. It stands wherever a reader could believe that it does. */
export function NotProven() {
  return (
    <ul className="prose list-disc space-y-1.5 pl-5 marker:text-quiet">
      <li>That the issuer's data is true: the proof shows that the issuer signed it for this application.</li>
      <li>That a rule of law is met. Ask counsel.</li>
      <li>That no characteristic of the model stands in for a protected attribute.</li>
      <li>That the lender decided every application by this model: only settled ones are here.</li>
      <li>That the decision was carried out.</li>
    </ul>
  );
}
