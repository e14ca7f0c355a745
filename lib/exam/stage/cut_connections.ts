import type { Socket } from "node:net";

/** The state of a connection that is open, in Linux' table. */
const established = "01";

/**
 * The connections that the examiner has cut and whose other ends do not know
 * it yet. A system may deliver a reset a little later than it is sent; Linux
 * tells what became of the other end.
 */
export class CutConnections {
  #ends: string[] = [];

  /**
   * Remembers a connection that is about to be cut. One that has bytes to
   * send is left out: its reset may have to wait for whoever reads them.
   */
  add({ localPort, remotePort, writableLength }: Socket): void {
    if (localPort === undefined || remotePort === undefined) return;
    if (writableLength > 0) return;
    // As the other end sees it.
    this.#ends.push(`${address(remotePort)} ${address(localPort)}`);
  }

  /** Whether the other end of one of them is still open; false where a system does not tell. */
  get underWay(): boolean {
    if (this.#ends.length === 0) return false;
    const table = connectionTable();
    this.#ends = this.#ends.filter((end) =>
      table.includes(`${end} ${established} `)
    );
    return this.#ends.length > 0;
  }
}

/** 127.0.0.1 and a port, as the table writes them: the address in the order of the machine's bytes. */
function address(port: number): string {
  return `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
}

function connectionTable(): string {
  try {
    return Deno.readTextFileSync("/proc/net/tcp");
  } catch {
    // No Linux.
    return "";
  }
}
