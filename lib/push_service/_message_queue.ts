/** Values that wait for somebody to take them, until an end. */
export class MessageQueue<T> {
  readonly #values: T[] = [];
  #change = Promise.withResolvers<void>();
  #end: { readonly error: Error | undefined } | undefined;

  /** Adds a value at the end; nothing is taken after {@linkcode MessageQueue.end}. */
  push(value: T): void {
    this.#values.push(value);
    this.#announce();
  }

  /** Whether a value waits for which `test` holds. */
  some(test: (value: T) => boolean): boolean {
    return this.#values.some(test);
  }

  /** Ends the queue, and with an error whoever takes from it. The first end counts. */
  end(error?: Error): void {
    this.#end ??= { error };
    this.#announce();
  }

  /** Takes the next value as soon as there is one; `undefined` after the end. */
  async take(): Promise<T | undefined> {
    while (true) {
      if (this.#end?.error) throw this.#end.error;
      if (this.#end) return undefined;
      if (this.#values.length > 0) return this.#values.shift();
      await this.#change.promise;
    }
  }

  #announce(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}
