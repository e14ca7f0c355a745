import {
  type AskedBoard,
  demand,
  describeJson,
  membersOf,
  type Probe,
  type ServerScene,
  textOf,
  urlOf,
} from "exam";

/** What is sent. */
export interface Push {
  readonly ttl?: number | string | undefined;
  readonly urgency?: string;
  readonly topic?: string;
  readonly body?: string;
}

/** A message that was taken, as its receiver has to get it. */
export interface Taken {
  readonly id: string;
  readonly urgency: string;
  readonly topic: string | undefined;
  /** In base64url. */
  readonly body: string;
  /** Where it is acknowledged. */
  readonly path: string;
}

/** Whoever is asked, and how that is judged: a check's scene, or one board of two. */
export type Service = Pick<ServerScene, "random" | "expect"> & {
  readonly server: AskedBoard;
};

/** Bytes as the list has them. */
export function toBase64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function headersOf(
  { ttl = 60, urgency, topic }: Push,
): Record<string, string> {
  return {
    "Content-Encoding": "aes128gcm",
    "TTL": `${ttl}`,
    ...(urgency === undefined ? {} : { "Urgency": urgency }),
    ...(topic === undefined ? {} : { "Topic": topic }),
  };
}

/** Sends a message, whatever comes of it. */
export function post(
  { server }: Pick<Service, "server">,
  path: string,
  push: Push,
): Promise<Probe> {
  const { body = "" } = push;
  return server.request("POST", path, { headers: headersOf(push), body });
}

/** Reads what a `201` says of the message. */
export async function taken(
  { expect }: Pick<Service, "expect">,
  answer: Probe,
  push: Push,
): Promise<Taken> {
  await answer.expectStatus(201);
  const location = answer.headers.get("location") ?? "";
  const { pathname } = demand(
    urlOf(location, "http://127.0.0.1/"),
    "Location: /messages/ID",
    `Location: ${location}`,
  );
  const [, id] = /^\/messages\/([^/]+)$/.exec(pathname) ?? [];
  expect(id !== undefined, {
    expected: "Location: /messages/ID",
    got: location === "" ? "no Location" : `Location: ${location}`,
  });
  const { urgency = "normal", topic, body = "" } = push;
  const bytes = new TextEncoder().encode(body);
  return {
    id: decoded(id ?? ""),
    urgency,
    topic,
    body: toBase64url(bytes),
    path: pathname,
  };
}

/** A part of a path, without its percent signs where they mean anything. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Sends a message, which has to be taken for as long as it says. */
export async function send(
  scene: Service,
  path: string,
  push: Push,
): Promise<Taken> {
  const whole = { body: scene.random.text(), ...push };
  const answer = await post(scene, path, whole);
  const message = await taken(scene, answer, whole);
  await answer.expectHeader("ttl", `${whole.ttl ?? 60}`);
  return message;
}

/** What waits for a subscription, as the list says it. */
async function waiting(
  scene: Service,
  target: string,
): Promise<readonly Record<string, unknown>[]> {
  const answer = await scene.server.get(target);
  await answer.expectStatus(200);
  const list = answer.json;
  scene.expect(Array.isArray(list), {
    expected: "a JSON array",
    got: textOf(answer.text),
  });
  return Array.isArray(list) ? list.map(membersOf) : [];
}

/** Demands exactly these messages, in this order. */
export async function expectWaiting(
  scene: Service,
  target: string,
  messages: readonly Taken[],
): Promise<void> {
  const list = await waiting(scene, target);
  const right = list.length === messages.length &&
    messages.every((message, at) =>
      (["id", "urgency", "topic", "body"] as const).every((member) =>
        (list[at]?.[member] ?? undefined) === message[member]
      )
    );
  scene.expect(right, {
    expected: `${told(messages)} in the answer to GET ${target}`,
    got: told(list),
  });
}

/** Messages by what tells them apart. */
function told(
  messages: readonly (Taken | Record<string, unknown>)[],
): string {
  const shown = messages.map((message) => {
    const { id, urgency, topic, body } = message as Record<string, unknown>;
    return describeJson({ id, urgency, topic, body });
  });
  return shown.length === 0 ? "no message" : shown.join(", ");
}

/** Says that a message has arrived. */
export function acknowledge(
  { server }: Pick<Service, "server">,
  { path }: Taken,
): Promise<Probe> {
  return server.request("DELETE", path);
}
