import { assert } from "@std/assert";
import { fromFileUrl, join } from "@std/path";

const KIT = fromFileUrl(new URL("../../", import.meta.url));
/** A small one of the kit's own packages. */
const PROBE = "npm:http-parser-js@0.5.10";
/** What README promises. */
const MAX_BYTES = 10_000_000;

/** Runs Deno in the kit's folder with a cache of its own. */
async function deno(
  cache: string,
  ...args: string[]
): Promise<{ success: boolean; printed: string }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: KIT,
    env: { DENO_DIR: cache, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return {
    success,
    printed: decoder.decode(stderr) + decoder.decode(stdout),
  };
}

async function canFetch(): Promise<boolean> {
  const cache = await Deno.makeTempDir();
  try {
    return (await deno(cache, "cache", "--quiet", PROBE)).success;
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

/** Bytes of all files below a folder, compressed as packages travel; 0 when there is none. */
async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = join(folder, name);
      bytes += isDirectory ? await bytesIn(path) : await compressed(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return bytes;
}

async function compressed(path: string): Promise<number> {
  const file = await Deno.open(path);
  let bytes = 0;
  const packed = file.readable.pipeThrough(new CompressionStream("gzip"));
  for await (const chunk of packed) bytes += chunk.length;
  return bytes;
}

const isDemanded = Deno.env.get("CI") === "true";
const isSkipped = !isDemanded && !await canFetch();
if (isSkipped) {
  console.warn(
    "The test of the first download is skipped: Deno cannot fetch " +
      `${PROBE} from the npm registry. Check the network, or NPM_CONFIG_REGISTRY`,
  );
}

Deno.test({
  name: "the first lesson fetches at most 10 MB beside Deno",
  ignore: isSkipped,
  async fn() {
    const cache = await Deno.makeTempDir();
    try {
      const lesson = await deno(cache, "task", "lesson", "3", "--once");
      assert(lesson.success, lesson.printed);
      // Each file for itself, so a little more than a package of them all.
      const bytes = await bytesIn(join(cache, "npm")) +
        await bytesIn(join(cache, "remote"));
      console.log(
        `The first lesson leaves ${
          (bytes / 1e6).toFixed(1)
        } MB in the cache, compressed as it travelled.`,
      );
      assert(bytes <= MAX_BYTES, `It leaves ${bytes} bytes`);
    } finally {
      await Deno.remove(cache, { recursive: true });
    }
  },
});
