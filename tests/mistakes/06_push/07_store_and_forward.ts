import { proveMistakes } from "../../kit/_mistakes.ts";

proveMistakes("06_push/07_store_and_forward", { base: "one_list" }, {
  keeps_nothing_for_more_than_four_weeks: {
    caughtBy: "takes a year, 100,000 bytes and two hundred messages",
    misconception: "Four weeks are the most that a push service keeps.",
    says: "the header ttl",
    edits: [[
      "Math.min(Number(asked), maxTtlSeconds)",
      "Math.min(Number(asked), maxTtlSeconds, 2_419_200)",
    ]],
  },
  takes_0_bytes_for_no_limit_given: {
    caughtBy: "takes 0 seconds and 0 bytes for limits",
    misconception: "|| is for what is missing.",
    says: "413",
    edits: [[
      "if (bytes.length > maxBodyBytes) return answer(413);",
      "if (bytes.length > (maxBodyBytes || 4_096)) return answer(413);",
    ]],
  },
  looks_before_the_body_is_there: {
    caughtBy:
      "replaces the message with the same topic, and takes TTL and urgency of the new one",
    misconception: "Nothing happens between two lines.",
    says: "one that waits",
    edits: [[
      "const bytes = await request.bytes();",
      `forgetExpired();
      const before = messages.find((message) =>
        message.subscription === subscription &&
        message.topic !== undefined && message.topic === topic
      );
      const bytes = await request.bytes();`,
    ], [
      `const old = messages.findIndex((message) =>
        message.subscription === subscription &&
        message.topic !== undefined && message.topic === topic
      );`,
      "const old = messages.findIndex(({ id }) => id === before?.id);",
    ]],
  },
  ranks_in_an_object: {
    caughtBy: "refuses a TTL, an urgency or a topic that is none",
    misconception: "What is not in the table is undefined.",
    says: "400 or 422",
    edits: [[
      "if (!urgencies.includes(urgency)) return answer(400);",
      `const ranks: Record<string, number> = Object.fromEntries(
        urgencies.map((name, rank) => [name, rank]),
      );
      if (ranks[urgency] === undefined) return answer(400);`,
    ]],
  },
  keeps_names_in_an_object: {
    caughtBy: "keeps subscriptions apart, whatever their names",
    misconception: "An object is a dictionary.",
    says: "In an object some of them have a meaning",
    edits: [[
      "let messages: Message[] = [];",
      `let messages: Message[] = [];
  const ids: Record<string, Set<string>> = {};`,
    ], [
      "messages.push({",
      `(ids[subscription] ??= new Set()).add(id);
      messages.push({`,
    ]],
  },
  joins_name_and_topic: {
    caughtBy: "keeps subscriptions apart, whatever their names",
    misconception: "Name and topic together are one key.",
    says: "two names in one text",
    edits: [[
      `message.subscription === subscription &&
        message.topic !== undefined && message.topic === topic`,
      "message.topic !== undefined && topic !== undefined &&\n        `${message.subscription}-${message.topic}` === `${subscription}-${topic}`",
    ]],
  },
  knows_every_member_of_an_object: {
    caughtBy: "hands a message over again until it is acknowledged",
    misconception: "What an object has, somebody has put there.",
    says: "404",
    edits: [[
      "const at = messages.findIndex((message) => message.id === id);\n      if (at < 0) return answer(404);",
      `const known: Record<string, true> = {};
      for (const message of messages) known[message.id] = true;
      if (!known[id]) return answer(404);
      const at = messages.findIndex((message) => message.id === id);`,
    ]],
  },
  compares_topics_in_any_case: {
    caughtBy:
      "replaces the message with the same topic, and takes TTL and urgency of the new one",
    misconception: "Names in headers have no case.",
    says: "in the answer to GET",
    edits: [[
      "message.topic === topic\n",
      "message.topic.toLowerCase() === topic?.toLowerCase()\n",
    ]],
  },
  acknowledges_all_up_to_it: {
    caughtBy: "hands a message over again until it is acknowledged",
    misconception: "Who has the later ones has the earlier ones.",
    says: "in the answer to GET",
    edits: [["messages.splice(at, 1)", "messages.splice(0, at + 1)"]],
  },
  acknowledges_anything: {
    caughtBy: "hands a message over again until it is acknowledged",
    misconception: "What is not there need not be deleted.",
    says: "404",
    edits: [[
      `if (at < 0) return answer(404);
      messages.splice(at, 1);`,
      "if (at >= 0) messages.splice(at, 1);",
    ]],
  },
  acknowledges_the_whole_subscription: {
    caughtBy: "hands a message over again until it is acknowledged",
    misconception: "Who has read has read everything.",
    says: "in the answer to GET",
    edits: [[
      "messages.splice(at, 1)",
      `const { subscription } = messages[at]!;
      messages = messages.filter((message) =>
        message.subscription !== subscription
      )`,
    ]],
  },
  acknowledges_what_has_expired: {
    caughtBy:
      "keeps a message until its TTL has passed, and not a millisecond longer",
    misconception: "What is still in memory can be acknowledged.",
    says: "404",
    edits: [[
      `"DELETE /messages/:id": (_request, { id = "" }) => {
      forgetExpired();`,
      '"DELETE /messages/:id": (_request, { id = "" }) => {',
    ]],
  },
  begins_anew_with_each_look: {
    caughtBy:
      "keeps a message until its TTL has passed, and not a millisecond longer",
    misconception: "A message that was seen is fresh.",
    says: "in the answer to GET",
    edits: [[
      `if (least < 0) return answer(400);
      forgetExpired();`,
      `if (least < 0) return answer(400);
      forgetExpired();
      for (const message of messages) {
        if (message.subscription === subscription) message.expiresAt += 1_000;
      }`,
    ]],
  },
  believes_content_length: {
    caughtBy: "takes at most maxBodyBytes",
    misconception: "Content-Length says how long the body is.",
    says: "413",
    edits: [[
      String
        .raw`if (!/^[\w-]{1,32}$/.test(topic ?? "none")) return answer(400);`,
      String.raw`if (!/^[\w-]{1,32}$/.test(topic ?? "none")) return answer(400);
      const length = Number(request.headers.get("content-length"));
      if (length > maxBodyBytes) return answer(413);`,
    ], ["if (bytes.length > maxBodyBytes) return answer(413);", ""]],
  },
  counts_characters: {
    caughtBy: "takes at most maxBodyBytes",
    misconception: "A character is a byte.",
    says: "413",
    edits: [[
      `const bytes = await request.bytes();
      if (bytes.length > maxBodyBytes) return answer(413);`,
      `const text = await request.text();
      if (text.length > maxBodyBytes) return answer(413);
      const bytes = new TextEncoder().encode(text);`,
    ]],
  },
  counts_ids_for_each_subscription: {
    caughtBy: "hands a message over again until it is acknowledged",
    misconception: "An id need only be unique where it is listed.",
    says: "in the answer to GET",
    edits: [[
      "let messages: Message[] = [];",
      `let messages: Message[] = [];
  const count: Record<string, number> = {};`,
    ], [
      "const id = crypto.randomUUID()",
      `count[subscription] ??= 0;
      const id = \`\${++count[subscription]}\``,
    ], [
      `const at = messages.findIndex((message) => message.id === id);
      if (at < 0) return answer(404);
      messages.splice(at, 1);
      return answer(204);`,
      `const before = messages.length;
      messages = messages.filter((message) => message.id !== id);
      return answer(before === messages.length ? 404 : 204);`,
    ]],
  },
  counts_whole_seconds: {
    caughtBy:
      "keeps a message until its TTL has passed, and not a millisecond longer",
    misconception: "TTL is in seconds, so seconds are exact enough.",
    says: "in the answer to GET",
    edits: [[
      "Date.now() + ttl * 1_000",
      "(Math.floor(Date.now() / 1_000) + ttl) * 1_000",
    ]],
  },
  cuts_what_is_too_long: {
    caughtBy: "takes at most maxBodyBytes",
    misconception: "What is too long is shortened.",
    says: "413",
    edits: [[
      `const bytes = await request.bytes();
      if (bytes.length > maxBodyBytes) return answer(413);`,
      "const bytes = (await request.bytes()).subarray(0, maxBodyBytes);",
    ]],
  },
  does_not_say_how_long: {
    caughtBy: "takes a message, and hands it over",
    misconception: "The sender knows the TTL that it has asked for.",
    says: "ttl",
    edits: [[
      "{ location: `/messages/${id}`, ttl: `${ttl}` }",
      "{ location: `/messages/${id}` }",
    ]],
  },
  does_not_say_where: {
    caughtBy: "takes a message, and hands it over",
    misconception: "A message that was taken needs no address.",
    says: "no Location",
    edits: [[
      "{ location: `/messages/${id}`, ttl: `${ttl}` }",
      "{ ttl: `${ttl}` }",
    ]],
  },
  gives_only_what_is_just_as_urgent: {
    caughtBy:
      "hands over the most urgent first, and what came first before the rest",
    misconception: "urgency=low asks for what is low.",
    says: "in the answer to GET",
    edits: [[
      "rank(message) <= least",
      'rank(message) === least || !query.has("urgency")',
    ]],
  },
  guesses_a_ttl: {
    caughtBy: "refuses a TTL, an urgency or a topic that is none",
    misconception: "Without a TTL there is a default.",
    says: "400",
    edits: [[
      'request.headers.get("ttl") ?? ""',
      'request.headers.get("ttl") ?? "60"',
    ]],
  },
  hands_everything_to_everybody: {
    caughtBy: "takes a message, and hands it over",
    misconception: "A push service has messages, and gives them to who asks.",
    says: "in the answer to GET",
    edits: [[
      '"GET /push/:subscription": (request, { subscription = "" }) => {',
      '"GET /push/:subscription": (request) => {',
    ], [".filter((message) => message.subscription === subscription)", ""]],
  },
  hands_over_in_order_of_arrival: {
    caughtBy:
      "hands over the most urgent first, and what came first before the rest",
    misconception: "Who came first is served first.",
    says: "in the answer to GET",
    edits: [[".sort((a, b) => rank(a) - rank(b))", ""]],
  },
  hands_over_once: {
    caughtBy: "hands a message over again until it is acknowledged",
    misconception: "What was sent has arrived.",
    says: "in the answer to GET",
    edits: [[
      ".map(({ id, urgency, topic, body }) => ({ id, urgency, topic, body }));",
      `.map(({ id, urgency, topic, body }) => ({ id, urgency, topic, body }));
      messages = messages.filter((message) =>
        message.subscription !== subscription
      );`,
    ]],
  },
  keeps_all_for_the_longest_time: {
    caughtBy: "keeps a message no longer than maxTtlSeconds, and says so",
    misconception: "maxTtlSeconds is how long messages are kept.",
    says: "404",
    edits: [["ttl * 1_000", "(ttl && maxTtlSeconds) * 1_000"]],
  },
  keeps_it_a_millisecond_longer: {
    caughtBy:
      "keeps a message until its TTL has passed, and not a millisecond longer",
    misconception: "It expires after its TTL.",
    says: "in the answer to GET",
    edits: [["expiresAt > Date.now()", "expiresAt >= Date.now()"]],
  },
  keeps_the_old_id: {
    caughtBy:
      "replaces the message with the same topic, and takes TTL and urgency of the new one",
    misconception: "It is the same message with another text.",
    says: "in the answer to GET",
    edits: [[
      "if (old >= 0) messages.splice(old, 1);",
      "const [replaced] = old >= 0 ? messages.splice(old, 1) : [];",
    ], [
      "{ id, subscription, urgency, topic, body, expiresAt }",
      `{
        id: replaced?.id ?? id,
        subscription,
        urgency,
        topic,
        body,
        expiresAt,
      }`,
    ]],
  },
  keeps_the_old_place: {
    caughtBy:
      "replaces the message with the same topic, and takes TTL and urgency of the new one",
    misconception: "Who replaces takes over the place in the row.",
    says: "in the answer to GET",
    edits: [["if (old >= 0) messages.splice(old, 1);", ""], [
      "messages.push({ id, subscription, urgency, topic, body, expiresAt })",
      `const message = { id, subscription, urgency, topic, body, expiresAt };
      if (old >= 0) messages[old] = message;
      else messages.push(message)`,
    ]],
  },
  keeps_the_old_ttl: {
    caughtBy:
      "replaces the message with the same topic, and takes TTL and urgency of the new one",
    misconception: "A newer text does not live longer.",
    says: "in the answer to GET",
    edits: [[
      `if (old >= 0) messages.splice(old, 1);
      const expiresAt = Date.now() + ttl * 1_000;`,
      `const [replaced] = old >= 0 ? messages.splice(old, 1) : [];
      const expiresAt = replaced?.expiresAt ?? Date.now() + ttl * 1_000;`,
    ]],
  },
  keeps_the_old_urgency: {
    caughtBy:
      "replaces the message with the same topic, and takes TTL and urgency of the new one",
    misconception: "The topic has an urgency.",
    says: "in the answer to GET",
    edits: [[
      "if (old >= 0) messages.splice(old, 1);",
      "const [replaced] = old >= 0 ? messages.splice(old, 1) : [];",
    ], [
      "{ id, subscription, urgency, topic, body, expiresAt }",
      `{
        id,
        subscription,
        urgency: replaced?.urgency ?? urgency,
        topic,
        body,
        expiresAt,
      }`,
    ]],
  },
  keeps_ttl_0_for_a_moment: {
    caughtBy: "keeps nothing with TTL 0, and lets it replace",
    misconception: "Now is a moment long.",
    says: "in the answer to GET",
    edits: [["ttl * 1_000", "Math.max(ttl, 0.1) * 1_000"]],
  },
  keeps_ttl_0_for_ever: {
    caughtBy: "keeps nothing with TTL 0, and lets it replace",
    misconception: "0 means: no limit.",
    says: "in the answer to GET",
    edits: [["Number(asked)", "Number(asked) || maxTtlSeconds"], [
      "{ location: `/messages/${id}`, ttl: `${ttl}` }",
      `{
        location: \`/messages/\${id}\`,
        ttl: \`\${Number(asked) && ttl}\`,
      }`,
    ]],
  },
  knows_no_limit: {
    caughtBy: "keeps a message for four weeks, and for no longer",
    misconception: "The sender decides for how long.",
    says: "ttl",
    edits: [[
      "Math.min(Number(asked), maxTtlSeconds)",
      "Math.min(Number(asked), maxTtlSeconds * 10_000_000)",
    ]],
  },
  knows_nobody_who_has_no_messages: {
    caughtBy: "takes a message, and hands it over",
    misconception: "Where there is nothing, there is nothing to be found.",
    says: "404",
    edits: [[
      "Response.json",
      "list.length === 0 ? answer(404) : Response.json",
    ]],
  },
  knows_only_4096: {
    caughtBy: "takes at most maxBodyBytes",
    misconception: "The limit stands in the norm.",
    says: "413",
    edits: [[
      "bytes.length > maxBodyBytes",
      "bytes.length > Math.max(maxBodyBytes, 4_096)",
    ]],
  },
  lets_the_old_one_wait: {
    caughtBy:
      "replaces the message with the same topic, and takes TTL and urgency of the new one",
    misconception: "The newest of a topic is shown, the others wait behind it.",
    says: "404",
    edits: [["messages.splice(old, 1)", 'messages[old]!.subscription = ""']],
  },
  looks_every_second: {
    caughtBy:
      "keeps a message until its TTL has passed, and not a millisecond longer",
    misconception: "A sweep every second is often enough.",
    says: "in the answer to GET",
    edits: [[
      `messages = messages.filter(({ expiresAt }) => expiresAt > Date.now());
  }`,
      `messages = messages.filter(({ expiresAt }) => expiresAt > Date.now());
  }

  setInterval(forgetExpired, 1_000);`,
    ], [
      `const id = crypto.randomUUID();
      forgetExpired();`,
      "const id = crypto.randomUUID();",
    ], [
      `if (least < 0) return answer(400);
      forgetExpired();`,
      "if (least < 0) return answer(400);",
    ], [
      `"DELETE /messages/:id": (_request, { id = "" }) => {
      forgetExpired();`,
      '"DELETE /messages/:id": (_request, { id = "" }) => {',
    ]],
  },
  passes_over_the_query: {
    caughtBy:
      "hands over the most urgent first, and what came first before the rest",
    misconception: "The receiver sorts out itself what it needs.",
    says: "in the answer to GET",
    edits: [[".filter((message) => rank(message) <= least)", ""]],
  },
  passes_over_ttl_0: {
    caughtBy: "keeps nothing with TTL 0, and lets it replace",
    misconception: "With TTL 0 there is nothing to do.",
    says: "in the answer to GET",
    edits: [[
      "const id = crypto.randomUUID();",
      `const id = crypto.randomUUID();
      if (ttl === 0) {
        return answer(201, { location: \`/messages/\${id}\`, ttl: "0" });
      }`,
    ]],
  },
  puts_the_least_urgent_first: {
    caughtBy:
      "hands over the most urgent first, and what came first before the rest",
    misconception: "Sorting goes from small to large.",
    says: "in the answer to GET",
    edits: [["rank(a) - rank(b)", "rank(b) - rank(a)"]],
  },
  puts_the_newest_first: {
    caughtBy:
      "hands over the most urgent first, and what came first before the rest",
    misconception: "News are what came last.",
    says: "in the answer to GET",
    edits: [["messages.push", "messages.unshift"]],
  },
  reads_the_body_as_text: {
    caughtBy: "takes 4,096 bytes, and keeps every one of them",
    misconception: "A body is a text.",
    says: "in the answer to GET",
    edits: [[
      "await request.bytes()",
      "new TextEncoder().encode(await request.text())",
    ]],
  },
  reads_what_it_can: {
    caughtBy: "refuses a TTL, an urgency or a topic that is none",
    misconception: "parseInt finds the number.",
    says: "400",
    edits: [[String.raw`/^\d+$/.test(asked)`, "(parseInt(asked) >= 0)"], [
      "Number(asked)",
      "parseInt(asked)",
    ]],
  },
  refuses_a_long_ttl: {
    caughtBy: "keeps a message no longer than maxTtlSeconds, and says so",
    misconception: "More than the limit is an error.",
    says: "201",
    edits: [[
      "Math.min(Number(asked), maxTtlSeconds)",
      `Number(asked);
      if (ttl > maxTtlSeconds) return answer(400)`,
    ]],
  },
  refuses_empty_messages: {
    caughtBy: "takes a message, and hands it over",
    misconception: "A message without a body says nothing.",
    says: "201",
    edits: [[
      "const bytes = await request.bytes();",
      `const bytes = await request.bytes();
      if (bytes.length === 0) return answer(400);`,
    ]],
  },
  refuses_ttl_0: {
    caughtBy: "keeps nothing with TTL 0, and lets it replace",
    misconception: "A message with TTL 0 makes no sense.",
    says: "201",
    edits: [[String.raw`/^\d+$/.test`, String.raw`/^[1-9]\d*$/.test`]],
  },
  replaces_before_it_refuses: {
    caughtBy: "takes at most maxBodyBytes",
    misconception: "First make room, then read.",
    says: "in the answer to GET",
    edits: [[
      `const bytes = await request.bytes();
      if (bytes.length > maxBodyBytes) return answer(413);
      const ttl = Math.min(Number(asked), maxTtlSeconds);
      const id = crypto.randomUUID();`,
      "",
    ], [
      "if (old >= 0) messages.splice(old, 1);",
      `if (old >= 0) messages.splice(old, 1);
      const bytes = await request.bytes();
      if (bytes.length > maxBodyBytes) return answer(413);
      const ttl = Math.min(Number(asked), maxTtlSeconds);
      const id = crypto.randomUUID();`,
    ]],
  },
  replaces_for_everybody: {
    caughtBy:
      "replaces the message with the same topic, and takes TTL and urgency of the new one",
    misconception: "A topic is the same for all.",
    says: "in the answer to GET",
    edits: [["message.subscription === subscription &&", ""]],
  },
  replaces_nothing: {
    caughtBy:
      "replaces the message with the same topic, and takes TTL and urgency of the new one",
    misconception: "A topic is a label.",
    says: "in the answer to GET",
    edits: [[
      `const old = messages.findIndex((message) =>
        message.subscription === subscription &&
        message.topic !== undefined && message.topic === topic
      );
      if (old >= 0) messages.splice(old, 1);`,
      "",
    ]],
  },
  replaces_what_has_no_topic: {
    caughtBy:
      "replaces the message with the same topic, and takes TTL and urgency of the new one",
    misconception: "No topic is a topic too.",
    says: "in the answer to GET",
    edits: [[
      "message.topic !== undefined && message.topic === topic",
      "message.topic === topic",
    ]],
  },
  says_less_and_keeps_longer: {
    caughtBy: "keeps a message no longer than maxTtlSeconds, and says so",
    misconception: "What counts is what the answer says.",
    says: "in the answer to GET",
    edits: [["ttl * 1_000", "Math.min(Number(asked), 2_419_200) * 1_000"]],
  },
  says_what_was_asked: {
    caughtBy: "keeps a message no longer than maxTtlSeconds, and says so",
    misconception: "TTL in the answer confirms the request.",
    says: "ttl",
    edits: [["`${ttl}`", "asked"]],
  },
  says_where_the_subscription_is: {
    caughtBy: "takes a message, and hands it over",
    misconception: "Location says where the message went.",
    says: "Location: /messages/ID",
    edits: [["`/messages/${id}`", "`/push/${subscription}`"]],
  },
  sets_a_timer_for_four_weeks: {
    caughtBy: "keeps a message for four weeks, and for no longer",
    misconception: "A timer lasts as long as one likes.",
    says: "in the answer to GET",
    edits: [["expiresAt > Date.now()", "expiresAt > 0"], [
      "messages.push({ id, subscription, urgency, topic, body, expiresAt });",
      `messages.push({ id, subscription, urgency, topic, body, expiresAt });
      setTimeout(() => {
        messages = messages.filter((message) => message.id !== id);
      }, ttl * 1_000);`,
    ]],
  },
  shows_all_for_an_unknown_urgency: {
    caughtBy: "refuses a TTL, an urgency or a topic that is none",
    misconception: "An unknown filter filters nothing.",
    says: "400",
    edits: [["if (least < 0) return answer(400);", ""], [
      "rank(message)",
      "least < 0 || rank(message)",
    ]],
  },
  sorts_by_the_alphabet: {
    caughtBy:
      "hands over the most urgent first, and what came first before the rest",
    misconception: "Words are sorted as words.",
    says: "in the answer to GET",
    edits: [["rank(a) - rank(b)", "a.urgency.localeCompare(b.urgency)"]],
  },
  takes_a_little_more: {
    caughtBy: "takes 4,096 bytes, and keeps every one of them",
    misconception: "4,096 bytes of text, and the headers beside.",
    says: "413",
    edits: [["maxBodyBytes = 4_096", "maxBodyBytes = 5_000"]],
  },
  takes_any_number: {
    caughtBy: "refuses a TTL, an urgency or a topic that is none",
    misconception: "What Number() reads is a number.",
    says: "400",
    edits: [[String.raw`/^\d+$/.test(asked)`, "(Number(asked || NaN) >= 0)"]],
  },
  takes_any_topic: {
    caughtBy: "refuses a TTL, an urgency or a topic that is none",
    misconception: "A topic is a text.",
    says: "400",
    edits: [[
      String
        .raw`if (!/^[\w-]{1,32}$/.test(topic ?? "none")) return answer(400);`,
      "",
    ]],
  },
  takes_any_urgency_for_normal: {
    caughtBy: "refuses a TTL, an urgency or a topic that is none",
    misconception: "What is unknown is normal.",
    says: "400",
    edits: [[
      'urgency = request.headers.get("urgency") ?? "normal"',
      `wish = request.headers.get("urgency") ?? "";
      const urgency = urgencies.includes(wish) ? wish : "normal"`,
    ], ["if (!urgencies.includes(urgency)) return answer(400);", ""]],
  },
  takes_long_topics: {
    caughtBy: "refuses a TTL, an urgency or a topic that is none",
    misconception: "A topic is base64url, however long.",
    says: "400",
    edits: [[String.raw`/^[\w-]{1,32}$/.test`, String.raw`/^[\w-]+$/.test`]],
  },
  takes_seconds_for_milliseconds: {
    caughtBy:
      "keeps a message until its TTL has passed, and not a millisecond longer",
    misconception: "TTL is in milliseconds, as all times.",
    says: "in the answer to GET",
    edits: [["ttl * 1_000", "ttl"]],
  },
  writes_ordinary_base64: {
    caughtBy: "takes 4,096 bytes, and keeps every one of them",
    misconception: "base64url is base64.",
    says: "in the answer to GET",
    edits: [['{ alphabet: "base64url", omitPadding: true }', ""]],
  },
  ends_when_the_old_one_would: {
    caughtBy: "keeps what has to be kept, whatever happens",
    misconception: "Whatever takes a place takes what is left of its time.",
    says: "in the answer to GET",
    edits: [[
      "if (old >= 0) messages.splice(old, 1);",
      `const end = messages[old]?.expiresAt ?? Infinity;
      if (old >= 0) messages.splice(old, 1);`,
    ], [
      "const expiresAt = Date.now() + ttl * 1_000;",
      "const expiresAt = Math.min(end, Date.now() + ttl * 1_000);",
    ]],
  },
  closes_a_topic_that_was_read: {
    caughtBy: "keeps what has to be kept, whatever happens",
    misconception: "Who has acknowledged a topic wants no more of it.",
    says: "in the answer to GET",
    edits: [
      [
        "let messages: Message[] = [];",
        `let messages: Message[] = [];
  const read = new Set<string | undefined>([undefined]);`,
      ],
      [
        "messages.push({ id, subscription, urgency, topic, body, expiresAt });",
        `const key = topic && JSON.stringify([subscription, topic]);
      if (key === undefined || !read.has(key)) {
        messages.push({ id, subscription, urgency, topic, body, expiresAt });
      }`,
      ],
      [
        "messages.splice(at, 1);",
        `for (const { subscription, topic } of messages.splice(at, 1)) {
        read.add(topic && JSON.stringify([subscription, topic]));
      }`,
      ],
    ],
  },
});

proveMistakes("06_push/07_store_and_forward", { base: "solution" }, {
  one_store_for_all: {
    caughtBy: "keeps two services apart",
    misconception: "A module is the service.",
    says: "hand over each other's messages",
    edits: [["  const store = new Store();\n", ""], [
      "/** What the headers say; undefined if",
      "const store = new Store();\n\n/** What the headers say; undefined if",
    ]],
  },
});

proveMistakes("06_push/07_store_and_forward", {
  base: "a_timer_for_each_message",
}, {
  one_index_of_ids: {
    caughtBy: "keeps two services apart",
    misconception: "An id is the same nowhere else.",
    says: "forget them when an id is",
    edits: [[
      "class Subscription {",
      "const removals = new Map<string, () => void>();\n\nclass Subscription {",
    ], [
      "    clearTimeout(message.timer);\n",
      "    clearTimeout(message.timer);\n    removals.delete(`${message.id}`);\n",
    ], [
      "to.expireAfter(waiting, kept * 1_000);",
      `to.expireAfter(waiting, kept * 1_000);
      removals.set(\`\${id}\`, () => to.remove(waiting));`,
    ], [
      `for (const subscription of Object.values(subscriptions)) {
      for (const message of subscription.waiting) {
        if (\`\${message.id}\` !== name) continue;
        subscription.remove(message);
        return new Response(null, { status: 204 });
      }
    }
    return`,
      `const remove = removals.get(name);
    remove?.();
    if (remove) return new Response(null, { status: 204 });
    return`,
    ]],
  },
});
