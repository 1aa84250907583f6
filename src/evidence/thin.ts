/** At most `most` of a list, evenly spread, both ends among them. */
export const thin = <T>(list: readonly T[], most: number): T[] =>
  list.length <= most ? [...list] : Array.from({ length: most }, (_, i) => list[Math.floor((i * (list.length - 1)) / (most - 1))] as T);
