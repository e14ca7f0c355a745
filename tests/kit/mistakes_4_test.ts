import { proveMistakes } from "./_mistakes.ts";

proveMistakes(4);
