/** A text on one line, without characters that steer a terminal or show nothing. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/\p{C}/gu, "\ufffd");
}
