import { assertEquals } from "@std/assert";
import { commandPrefix } from "./command_prefix.ts";

Deno.test("commandPrefix() is deno task on a machine with Deno", () => {
  const env = { npm_config_user_agent: "deno/2.9.6 npm/? linux x86_64" };
  assertEquals(commandPrefix(env, "2.9.6"), "deno task");
});

Deno.test("commandPrefix() is npx with the running version behind npx", () => {
  const env = { npm_command: "exec", npm_lifecycle_event: "npx" };
  assertEquals(commandPrefix(env, "2.9.6"), "npx -y deno@2.9.6 task");
});

Deno.test("commandPrefix() takes npm run for no npx", () => {
  const env = { npm_command: "run-script", npm_lifecycle_event: "lesson" };
  assertEquals(commandPrefix(env, "2.9.6"), "deno task");
});
