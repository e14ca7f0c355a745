/** What a user agent says, as far as the service needs to hear it. */
export interface AutopushMessage {
  /** `hello`, `register`, `unregister`, `ack`; none is a ping. */
  readonly messageType: string | undefined;
  /** Name of the user agent, in `hello`, if it has subscriptions. */
  readonly uaid: string | undefined;
  /** Name of the subscription, in `register` and `unregister`. */
  readonly channelID: string | undefined;
  /** VAPID key to which the subscription is restricted, in `register`. */
  readonly key: string | undefined;
  /** Ids of the messages that have arrived, in `ack`. */
  readonly versions: readonly string[];
}

/** Reads what came in one WebSocket message; `undefined` if it is not a JSON object. */
export function readAutopushMessage(
  data: unknown,
): AutopushMessage | undefined {
  const said = parse(data);
  if (!isObject(said)) return undefined;
  const updates = Array.isArray(said.updates) ? said.updates : [];
  return {
    messageType: text(said.messageType),
    uaid: text(said.uaid),
    channelID: text(said.channelID),
    key: text(said.key),
    versions: updates.flatMap((update) => text(update?.version) ?? []),
  };
}

function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
