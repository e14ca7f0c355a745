/** Name and message of whatever was thrown; of what is no error, its type and its text. */
export function caught(error: unknown): { name: string; message: string } {
  if (error instanceof Error) return error;
  const name = error === null ? "null" : typeof error;
  return { name, message: String(error) };
}
