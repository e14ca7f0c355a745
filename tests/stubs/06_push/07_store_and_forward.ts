/**
 * 6.7 Store and forward
 *
 * The island has no push service that it trusts, says Ines, so let us run one:
 * it takes what is encrypted, keeps it for those whose browser is closed, and
 * hands it over when they are back.
 *
 * @module
 */
import { type EventLog, routes } from "kernel";

/** Options for {@linkcode handler}. */
export interface Options {
  /**
   * For how long a message is kept, at most, in seconds from its arrival on.
   *
   * @default {2_419_200} Four weeks.
   */
  maxTtlSeconds?: number;
  /**
   * Bytes of a message, at most.
   *
   * @default {4_096}
   */
  maxBodyBytes?: number;
}

/** A message as its receiver gets it. */
interface Message {
  /** The end of its `Location`. */
  readonly id: string;
  /** `very-low`, `low`, `normal` or `high`; `normal` when the sender said none. */
  readonly urgency: string;
  /** What `Topic` said; absent without it. */
  readonly topic?: string | undefined;
  /** What was sent, byte by byte, in base64url. */
  readonly body: string;
}

/** A push service of the smallest kind: keeps messages for those who are away. */
export function handler(
  _log: EventLog,
  options: Options = {},
): (request: Request) => Response | Promise<Response> {
  const { maxTtlSeconds = 2_419_200, maxBodyBytes = 4_096 } = options;
  const messages: Message[] = [];
  return routes({
    "POST /push/:subscription": async (request) => {
      const bytes = await request.bytes();
      const body = bytes.toBase64({ alphabet: "base64url", omitPadding: true });
      const id = crypto.randomUUID();
      messages.push({ id, urgency: "normal", body });
      const headers = { location: `/messages/${id}` };
      return new Response(null, { status: 201, headers });
    },
    "GET /push/:subscription": () => {
      // TODO: That keeps everything, for everybody and for ever. Keep what is right, for whom and for how long the sender says, until `DELETE /messages/:id` acknowledges it.
      throw new Error(
        `Remove this line and keep ${messages.length} messages of ${maxBodyBytes} bytes for ${maxTtlSeconds} s at most`,
      );
    },
  });
}
