import { hasBundledRunner } from "../../exam/submission/parts.ts";
import type { Kit } from "../kit/kit.ts";
import { UsageError } from "../kit/usage_error.ts";
import { fetchPackages } from "./fetch_packages.ts";
import { type Obstacle, surroundings } from "./surroundings.ts";

/**
 * Sees to it that the examiner can work: looks at what is around the kit, and
 * fetches the packages when that was not done before. The first `lesson` and
 * every `grade` come by here.
 *
 * @throws {UsageError} When something around the kit keeps it from working, or
 * the packages cannot be fetched
 */
export async function prepare(
  kit: Pick<Kit, "root" | "terminal">,
): Promise<void> {
  for (const look of surroundings) {
    const obstacle = await look();
    if (obstacle?.isGoneAround) kit.terminal.warn(sentence(obstacle));
    else if (obstacle) throw new UsageError(sentence(obstacle), "doctor");
  }
  // It was bundled of what had been cached, and nothing has changed since.
  if (!hasBundledRunner()) await fetchPackages(kit);
}

function sentence({ about, says, remedy }: Obstacle): string {
  return `${about}: ${says}. ${remedy}`;
}
