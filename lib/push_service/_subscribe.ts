import { publicKey } from "./_public_key.ts";
import { readBody } from "./_read_body.ts";
import { Refusal } from "./_refusal.ts";
import type { Service } from "./_service.ts";

const OPTIONS_TYPE = "application/webpush-options+json";

/**
 * Makes a subscription, RFC 8030 section 4: 201 with `Location`, which is for the
 * owner, and a `Link` to the push resource, which is for the sender. A body may
 * restrict it to a VAPID key, RFC 8292 section 4.1.
 */
export async function subscribe(
  request: Request,
  service: Service,
): Promise<Response> {
  const key = await readKey(request, service.maxBodyBytes);
  const owner = { uaid: null, channel: null, key };
  const { push, resource } = service.subscriptions.create(owner);
  const { origin } = new URL(request.url);
  const headers = {
    location: `${origin}/subscriptions/${resource}`,
    link: `<${origin}/wpush/${push}>; rel="urn:ietf:params:push"`,
  };
  return new Response(null, { status: 201, headers });
}

async function readKey(
  request: Request,
  maxBytes: number,
): Promise<string | null> {
  const { size, bytes } = await readBody(request, maxBytes);
  if (size === 0) return null;
  if (size > maxBytes) {
    throw new Refusal(413, `The options must have at most ${maxBytes} bytes`);
  }
  const type = request.headers.get("content-type") ?? "";
  if (type.split(";")[0]!.trim().toLowerCase() !== OPTIONS_TYPE) {
    throw new Refusal(415, `Content-Type must be ${OPTIONS_TYPE}`);
  }
  const key = publicKey(vapidIn(new TextDecoder().decode(bytes)));
  if (key) return key;
  const detail = `the options must be { "vapid": "KEY" }`;
  throw new Refusal(400, `Cannot restrict the subscription: ${detail}`);
}

function vapidIn(text: string): unknown {
  try {
    return JSON.parse(text)?.vapid;
  } catch {
    return undefined;
  }
}
