import { z } from "zod";

/** Where the index answers. Read at run time: one build serves any deployment. */
export const indexAddress = (): string =>
  z
    .url({ protocol: /^https?$/ })
    .default("http://127.0.0.1:8750")
    .parse(process.env.CREDENCE_INDEX_URL || undefined);
