/** Sends a request, for tests, and reads nothing but the status and the header fields. */
export async function statusOf(
  url: string | URL,
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers }> {
  const { status, headers, body } = await fetch(url, init);
  await body?.cancel();
  return { status, headers };
}
