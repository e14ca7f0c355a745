/** How much a message is worth the battery of who gets it, RFC 8030 section 5.3. */
export type Urgency = "very-low" | "low" | "normal" | "high";

/** All urgencies, the least urgent first. */
export const URGENCIES: readonly Urgency[] = [
  "very-low",
  "low",
  "normal",
  "high",
];
