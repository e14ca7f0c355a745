/** What the clock has to know of a peer. */
export interface PeerTraffic {
  /** Whether the script is about to answer a request. */
  readonly answering: boolean;
  /** Requests seen and not begun to answer. */
  readonly openHeads: number;
  /** Requests seen and not finished to answer. */
  readonly openBodies: number;
  /** Rules about traffic that no solution sends. */
  judge(): void;
}
