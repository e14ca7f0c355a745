import { type PushService, pushService } from "push_service";
import { type Cast, type Recording, type Remark, type Sides, tap } from "wire";

/** The participants of push by their places in a diagram. */
export const PLACES = { userAgent: 0, board: 1, pushService: 2 } as const;

/** A push service beside a lesson's server, on the same recording. */
export interface PushPart extends AsyncDisposable {
  /** The push service itself. */
  readonly service: PushService;
  /** The way to it on which everything is recorded, for user agents; the endpoints that it gives lead through it too. */
  readonly socketUrl: URL;
  /** Who talks to whom, for diagrams. */
  readonly cast: Cast;
  /** Says in the diagram what no wire shows. */
  remark(over: keyof typeof PLACES, text: string): void;
}

/** Milliseconds since 1970 with a fraction, so that the order of remarks is clear. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Starts a push service, with a tap in front of it. */
export async function openPushPart(recording: Recording): Promise<PushPart> {
  const service = await pushService();
  const relay = await tap(service.url, { recording, now: preciseNow });
  const remarks: Remark[] = [];
  const { host, port } = relay.url;
  return {
    service,
    socketUrl: new URL(`ws://${host}/`),
    cast: {
      names: ["User agent", "Board", "Push service"],
      sides: sidesOf(recording, port),
      remarks,
    },
    remark: (over, text) =>
      void remarks.push({ at: preciseNow(), over: PLACES[over], text }),
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      await service.stop();
    },
  };
}

/** Tells connections apart by the heads of their first requests. */
function sidesOf(
  recording: Recording,
  pushPort: string,
): (connection: number) => Sides {
  const { userAgent: client, board, pushService: server } = PLACES;
  const known = new Map<number, Sides>();
  recording.onEvent((event) => {
    if (event.kind !== "bytes" || known.has(event.connection)) return;
    const head = new TextDecoder().decode(event.bytes);
    const isPush = new RegExp(`^host: [^:]+:${pushPort}\r`, "im").test(head);
    const isUserAgent = /^upgrade: websocket\r/im.test(head);
    known.set(
      event.connection,
      isPush
        ? { client: isUserAgent ? client : board, server }
        : { client, server: board },
    );
  });
  return (connection) => known.get(connection) ?? { client, server: board };
}
