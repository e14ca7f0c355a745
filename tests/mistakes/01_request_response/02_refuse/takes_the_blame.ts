// Caught by: answers 400 when the body is not JSON
// Misconception: A body that cannot be read is an error, and errors are 500.
// Says: 500
import { type Draft, type EventLog, problem } from "kernel";

/** Bytes of a body, at most. */
const BYTES_MAX = 65_536;

/** The board over request and response, for askers who make mistakes. */
export function handler(
  log: EventLog,
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const { pathname } = new URL(request.url);
    if (pathname !== "/messages") {
      const detail = `There is nothing at ${pathname}`;
      return problem(404, { title: "Not Found", detail });
    }
    switch (request.method) {
      case "GET":
      case "HEAD":
        // HEAD gets the same answer: the server sends its headers and leaves the body out.
        return Response.json(log.since(0));
      case "POST":
        return publish(log, request);
      default:
        return problem(405, {
          title: "Method Not Allowed",
          headers: { allow: "GET, HEAD, POST" },
        });
    }
  };
}

/** Appends what the request carries, if it is a message. */
async function publish(log: EventLog, request: Request): Promise<Response> {
  if (mediaType(request) !== "application/json") {
    const detail = "Send the message as application/json";
    return problem(415, { title: "Unsupported Media Type", detail });
  }
  const body = await readText(request);
  if (body === undefined) {
    const detail = `A message has at most ${BYTES_MAX} bytes`;
    return problem(413, { title: "Content Too Large", detail });
  }
  const draft = readDraft(body);
  if (draft === undefined) {
    const detail = 'Send {"from":"…","text":"…"}';
    return problem(400, { title: "Not a message", detail });
  }
  const message = log.append(draft);
  return Response.json(message, {
    status: 201,
    headers: { location: `/messages/${message.id}` },
  });
}

/** `application/json` for `Application/JSON; charset=utf-8`. */
function mediaType({ headers }: Request): string {
  const [type = ""] = (headers.get("content-type") ?? "").split(";");
  return type.trim().toLowerCase();
}

/** The body; undefined as soon as it is too long, whatever the headers say. */
async function readText(request: Request): Promise<string | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the body: nobody waits for the rest of it.
    if (bytes > BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  // Decoded as a whole: a chunk may end in the middle of a letter.
  return await new Blob(chunks).text();
}

function readDraft(body: string): Draft | undefined {
  const value = JSON.parse(body);
  const right = typeof value?.from === "string" &&
    typeof value.text === "string";
  return right ? { from: value.from, text: value.text } : undefined;
}
