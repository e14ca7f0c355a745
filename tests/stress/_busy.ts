/** Processes that never rest. */
const busyProcesses = 4;

/** How long our own event loop is kept busy at a stretch, in milliseconds. */
const sliceMs = 20;

/** How a machine is kept busy. */
export interface BusyOptions {
  /** Also keeps the examiner's own event loop busy, in slices of 20 ms. */
  readonly ownLoop?: boolean;
}

/** Keeps both cores busy until it is disposed of. */
export function keepBusy(
  { ownLoop = false }: BusyOptions = {},
): AsyncDisposable {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["eval", "while (true);"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  const children = Array.from({ length: busyProcesses }, () => command.spawn());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const slice = () => {
    const end = performance.now() + sliceMs;
    while (performance.now() < end);
    timer = setTimeout(slice, 1);
  };
  if (ownLoop) slice();
  return {
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(children.map((child) => child.status));
    },
  };
}
