import { assertEquals } from "@std/assert";
import { problem } from "./problem.ts";

Deno.test("problem() carries status, media type and members", async () => {
  const response = problem(410, {
    type: "/problems/cursor-gone",
    title: "Cursor gone",
    detail: "Read from 0",
    members: { oldest: 7, newest: 9 },
  });
  assertEquals(response.status, 410);
  assertEquals(
    response.headers.get("content-type"),
    "application/problem+json",
  );
  assertEquals(await response.json(), {
    type: "/problems/cursor-gone",
    title: "Cursor gone",
    status: 410,
    detail: "Read from 0",
    oldest: 7,
    newest: 9,
  });
});

Deno.test("problem() is of type about:blank and has no detail by default", async () => {
  const response = problem(404, { title: "Not Found" });
  assertEquals(await response.json(), {
    type: "about:blank",
    title: "Not Found",
    status: 404,
  });
});

Deno.test("problem() keeps further headers but not another media type", () => {
  const { headers } = problem(405, {
    title: "Method Not Allowed",
    headers: { "Allow": "GET", "Content-Type": "text/html" },
  });
  assertEquals(headers.get("allow"), "GET");
  assertEquals(headers.get("content-type"), "application/problem+json");
});

Deno.test("problem() lets no member replace a standard one", async () => {
  const members = { status: 200, type: "/other", title: "Fine", more: 1 };
  const document = await problem(500, { title: "Broken", members }).json();
  assertEquals(document, {
    type: "about:blank",
    title: "Broken",
    status: 500,
    more: 1,
  });
});
