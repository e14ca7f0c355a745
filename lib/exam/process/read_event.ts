import { toldEventsMax } from "../limits.ts";
import type { SubjectEvent } from "../subject/protocol.ts";

/** What a member of an event must be; `?` allows it to be absent. */
type Shape =
  | "call"
  | "number"
  | "string"
  | "boolean"
  | "array"
  | "object"
  | "any";
type Member = Shape | `${Shape}?`;

/** Calls are numbered by the examiner, from 0. */
const call = "call";

/** Every event that a subject's process may tell; "any" is what the learner's code gave. */
const shapes: Readonly<
  Record<SubjectEvent["event"], Readonly<Record<string, Member>>>
> = {
  ready: {},
  listening: { port: "number" },
  realTime: { name: "string" },
  yielded: { call: "call?", value: "any" },
  cancelled: { call },
  used: { call, uses: "object" },
  changed: { call },
  overwritten: { call },
  returned: { call: "call?", open: "number?" },
  threw: { call: "call?", name: "any", message: "any" },
  called: { call: "call?", name: "string", arguments: "array" },
  asked: { call, name: "string", arguments: "array" },
  aborted: { call },
  fired: {
    type: "string",
    data: "any",
    lastEventId: "any",
    origin: "any",
    readyState: "any",
  },
  resolved: { call, value: "any" },
  rejected: { call, name: "any", message: "any", members: "object" },
  shown: {
    number: "number",
    title: "string",
    init: "any",
    alive: "boolean",
  },
  closed: { number: "number" },
  opened: { url: "string" },
  focused: { url: "string" },
  posted: { url: "string", message: "any" },
  subscribed: { options: "any" },
  ended: {
    number: "number",
    waits: "number",
    outcome: "string",
    name: "any",
    message: "any",
  },
  uncaught: { error: "object" },
};

/**
 * Reads what came as an event of the subject's process.
 *
 * @returns `undefined` when it is none: an unknown one, or one with other members.
 */
export function readEvent(value: unknown): SubjectEvent | undefined {
  if (!isRecord(value) || typeof value.event !== "string") return undefined;
  const members = isTold(value.event) ? shapes[value.event] : undefined;
  const right = members &&
    Object.entries(members).every(([name, shape]) => fits(value[name], shape));
  return right ? value as unknown as SubjectEvent : undefined;
}

function isTold(name: string): name is SubjectEvent["event"] {
  return Object.hasOwn(shapes, name);
}

function fits(value: unknown, member: Member): boolean {
  const shape = member.replace("?", "");
  if (value === undefined) return member !== shape || shape === "any";
  if (shape === "any") return true;
  if (shape === "call") return isCallNumber(value);
  if (shape === "array") return Array.isArray(value);
  if (shape === "object") return isRecord(value);
  const type: string = typeof value;
  return type === shape;
}

function isCallNumber(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 &&
    Number(value) <= toldEventsMax;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
