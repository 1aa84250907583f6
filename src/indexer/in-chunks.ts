/** Most requests that are under way at once: a node is asked, not flooded. */
const AT_ONCE = 20;

/** What `work` makes of each item, in their order. */
export async function inChunks<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  return results;
}
