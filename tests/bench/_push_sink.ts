// Started by push_send_bench.ts: a push service that speaks TLS, takes every
// message after LATENCY ms, and knows how many requests were on their way at one
// time. Prints its URL; GET answers that number and forgets it.
import {
  certificate,
  certificateKey,
} from "../../lib/exam/peers/peer_certificate.ts";

const latencyMs = Number(Deno.args[0]);
let inFlight = 0;
let most = 0;

async function take(request: Request): Promise<Response> {
  inFlight++;
  most = Math.max(most, inFlight);
  await request.arrayBuffer();
  await new Promise((resolve) => setTimeout(resolve, latencyMs));
  inFlight--;
  return new Response(null, { status: 201 });
}

function tellMost(): Response {
  const response = new Response(`${most}`);
  most = 0;
  return response;
}

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  cert: certificate,
  key: certificateKey,
  onListen: ({ port }) => console.log(`https://127.0.0.1:${port}/`),
}, (request) => request.method === "POST" ? take(request) : tellMost());
