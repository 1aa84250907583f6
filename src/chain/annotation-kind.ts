/** What an annotation of a decision can be, in the numeric order on chain. */
export const ANNOTATION_KINDS = ["note", "appeal", "correction", "override"] as const;
export type AnnotationKind = (typeof ANNOTATION_KINDS)[number];
