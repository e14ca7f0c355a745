import type { Maker } from "./place.ts";
import { negatedConditions } from "./negated_conditions.ts";
import { otherNumbers } from "./other_numbers.ts";
import { otherTexts } from "./other_texts.ts";
import { otherTruths } from "./other_truths.ts";
import { removedAwaits } from "./removed_awaits.ts";
import { removedChaining } from "./removed_chaining.ts";
import { removedHandlers } from "./removed_handlers.ts";
import { removedOptions } from "./removed_options.ts";
import { removedStatements } from "./removed_statements.ts";
import { swappedOperators } from "./swapped_operators.ts";

/** Every kind of change that is made. */
export const makers: readonly Maker[] = [
  swappedOperators,
  negatedConditions,
  otherNumbers,
  otherTexts,
  removedAwaits,
  removedStatements,
  otherTruths,
  removedOptions,
  removedHandlers,
  removedChaining,
];
