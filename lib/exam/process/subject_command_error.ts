import type { SubjectError } from "../subject/protocol.ts";

/** A command was answered with an error. */
export class SubjectCommandError extends Error {
  override readonly name = "SubjectCommandError";
  /** The error as the subject describes it. */
  readonly error: SubjectError;

  /** Carries what the subject said. */
  constructor(error: SubjectError) {
    super(typeof error.message === "string" ? error.message : "");
    this.error = error;
  }
}
