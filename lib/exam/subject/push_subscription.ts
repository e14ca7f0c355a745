/** A subscription as a browser gives it: `{ $bytes }` becomes an ArrayBuffer. */
export function pushSubscription(
  json: Record<string, unknown> | null,
): Record<string, unknown> | null {
  if (json === null) return null;
  const { options, ...rest } = json;
  const { applicationServerKey: key, ...others } = Object(options);
  const buffer = key?.$bytes === undefined
    ? null
    : Uint8Array.fromBase64(key.$bytes).buffer;
  // As in browsers, copying its members copies none of these two.
  const inherited = Object.create(Object.prototype, {
    endpoint: { get: () => rest.endpoint },
    expirationTime: { get: () => rest.expirationTime ?? null },
  });
  return Object.assign(Object.create(inherited), {
    options: { ...others, applicationServerKey: buffer },
    toJSON: () => ({ ...rest }),
  });
}
