/** Looks at a folder that has to be gone, at most. */
const looksMax = 200;

/** Looks in a row at which it has to be gone. */
const looksGone = 25;

/** Time between two looks, in real milliseconds. */
const lookPauseMs = 40;

/**
 * Removes a folder. A process that was killed while it wrote, or that was just
 * being started and of which nobody had told, may make it once more.
 */
export async function removeForGood(folder: string): Promise<void> {
  let gone = 0;
  for (let look = 0; look < looksMax && gone < looksGone; look++) {
    gone = await remove(folder) ? 0 : gone + 1;
    await new Promise((resolve) => setTimeout(resolve, lookPauseMs));
  }
}

/** Removes what is there; returns whether something was. */
async function remove(folder: string): Promise<boolean> {
  try {
    await Deno.remove(folder, { recursive: true });
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}
