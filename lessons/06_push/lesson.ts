import type { Forbidden, Lesson } from "catalogue";

/** What 6.5 and 6.6 may not import. */
const encryptingIsTheExercise: readonly Forbidden[] = [{
  name: "web-push",
  because: "it encrypts for you, and that is what you are writing",
}];

/** The entry of this lesson: what the command line, the page and the examiner know of it. */
export const lesson: Lesson = {
  number: 6,
  id: "push",
  path: "06_push",
  title: "Push notifications",
  question: "How does news reach somebody whose page is closed?",
  points: [
    "Three parties: the browser asks its push service for an endpoint and hands it to you; you send there; the push service hands on.",
    "An endpoint and its keys are a person's browser. Keep them safe, keep them for the right person, and delete them when asked.",
    "201 means taken, not delivered. 404 and 410 mean gone for good: delete, and never send there again.",
    "The push service learns who, when and how much, never what: the text is encrypted for the browser alone.",
    "A message has at most 3,993 bytes of text, and a TTL: how long it is worth delivering.",
    "Every push shows a notification within waitUntil. Browsers that see none take the permission back.",
  ],
  readOn: [
    {
      text: "RFC 8030: delivery over HTTP",
      url: "https://www.rfc-editor.org/rfc/rfc8030#section-5",
    },
    {
      text: "RFC 8291: encryption",
      url: "https://www.rfc-editor.org/rfc/rfc8291#section-3",
    },
    {
      text: "RFC 8292: who is sending (VAPID)",
      url: "https://www.rfc-editor.org/rfc/rfc8292#section-2",
    },
    {
      text: "W3C Push API: what browsers do",
      url: "https://www.w3.org/TR/push-api/",
    },
  ],
  scenario: { push: true },
  exercises: [
    {
      id: "push/subscribe",
      number: "6.1",
      path: "06_push/01_subscribe",
      title: "Subscribe",
      kind: "server",
      exports: "handler",
      track: "core",
      minutes: 45,
      outcome:
        "You can keep push subscriptions so that none is lost, doubled, or left with the wrong person.",
      needs: [],
      imports: ["kernel", "@std/encoding"],
      forbidden: [],
      norm: {
        text: "Push API, push subscription",
        url: "https://www.w3.org/TR/push-api/#push-subscription",
      },
      trial: {
        storage: true,
        curl: [
          {
            shows: "a browser of yours, to be kept: 201; again: 200",
            line:
              `-i -H "content-type: application/json" -d '{"user":"you","endpoint":"https://push.example/1","keys":{"p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}}' {board}subscriptions`,
          },
          {
            shows: "400: no keys",
            line:
              `-i -H "content-type: application/json" -d '{"user":"you","endpoint":"https://push.example/2"}' {board}subscriptions`,
          },
          {
            shows: "204, with the ID that you were given; again: 404",
            line: "-i -X DELETE {board}subscriptions/ID",
          },
        ],
      },
    },
    {
      id: "push/send",
      number: "6.2",
      path: "06_push/02_send",
      title: "Send",
      kind: "function",
      exports: "send",
      track: "core",
      minutes: 45,
      outcome:
        "You can write to a thousand people through services that fail, and say what became of each message.",
      needs: [],
      imports: ["kernel", "web-push"],
      forbidden: [{
        name: "@std/async",
        because:
          "its `pooledMap` and `retry` keep count for you, and that is what you are writing",
      }],
      environment: ["ECE_KEYLOG"],
      secure: true,
      norm: {
        text: "RFC 8030 §5",
        url: "https://www.rfc-editor.org/rfc/rfc8030#section-5",
      },
      trial: {
        call: [
          [
            { $browser: "there" },
            { $browser: "gone" },
            { $browser: "slow" },
            { $browser: "busy" },
          ],
          "Is anybody there?",
          {
            vapid: { $vapid: "mailto:ada@example.org" },
            agent: { $plainAgent: true },
            forget: { $callback: "forget" },
          },
        ],
      },
    },
    {
      id: "push/service_worker",
      number: "6.3",
      path: "06_push/03_service_worker",
      title: "Service worker",
      kind: "worker",
      exports: "register",
      track: "core",
      minutes: 40,
      outcome:
        "You can show every push as a notification, bring people back to your page, and survive a new subscription.",
      needs: [],
      imports: [],
      forbidden: [],
      norm: {
        text: "Push API, receiving a push message",
        url: "https://www.w3.org/TR/push-api/#receiving-a-push-message",
      },
      trial: {
        pushes: [
          '{"id":7,"at":1767600000000,"from":"ada","text":"Good morning"}',
          '{"id":7,"at":1767600000000,"from":"ada","text":"Good morning"}',
          '{"id":8,"at":1767600001000,"from":"ben","text":"Hello Ada"}',
          "[]",
          null,
        ],
      },
    },
    {
      id: "push/identify",
      number: "6.4",
      path: "06_push/04_identify",
      title: "Identify",
      kind: "function",
      exports: "identify",
      track: "deep",
      minutes: 60,
      outcome:
        "You can sign who you are so that a stranger believes it for a day, and judge what another has signed.",
      needs: [],
      imports: ["kernel", "@std/encoding"],
      forbidden: [{
        name: "web-push",
        because: "it signs for you, and that is what you are writing",
      }],
      norm: {
        text: "RFC 8292 §2",
        url: "https://www.rfc-editor.org/rfc/rfc8292#section-2",
      },
      trial: {
        call: [
          "https://push.example/wpush/gAAAAABn5kS-3x",
          {
            subject: "mailto:ada@example.org",
            publicKey:
              "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
            privateKey: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
          },
        ],
      },
    },
    {
      id: "push/encrypt",
      number: "6.5",
      path: "06_push/05_encrypt",
      title: "Encrypt",
      kind: "function",
      exports: "encrypt",
      track: "deep",
      minutes: 60,
      outcome:
        "You can turn a norm's recipe into bytes, and find the first one that is wrong.",
      needs: [],
      imports: ["kernel", "@std/bytes", "@std/encoding"],
      forbidden: encryptingIsTheExercise,
      norm: {
        text: "RFC 8291 §3.4",
        url: "https://www.rfc-editor.org/rfc/rfc8291#section-3.4",
      },
      trial: {
        call: [
          // The example of RFC 8291, section 5.
          "When I grow up, I want to be a watermelon",
          {
            keys: {
              p256dh:
                "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
              auth: "BTBZMqHH6r4Tts7J_aSIgg",
            },
          },
          {
            salt: { $bytes: "DGv6ra1nlYgDCS1FRnbzlw==" },
            keyPair: {
              $keyPair: {
                kty: "EC",
                crv: "P-256",
                x: "_jP0qw3qcZFNtVgj9ztUlI9BMG2SBzLbuaWaUyhkgiA",
                y: "Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
                d: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
              },
            },
            observe: { $callback: "observe" },
          },
        ],
      },
    },
    {
      id: "push/decrypt",
      number: "6.6",
      path: "06_push/06_decrypt",
      title: "Decrypt",
      kind: "function",
      exports: "decrypt",
      track: "deep",
      minutes: 45,
      outcome:
        "You can open what a stranger has sealed, and say what is wrong with what does not open.",
      needs: [],
      imports: ["kernel", "@std/bytes", "@std/encoding"],
      forbidden: encryptingIsTheExercise,
      norm: {
        text: "RFC 8291 §4",
        url: "https://www.rfc-editor.org/rfc/rfc8291#section-4",
      },
      trial: {
        call: [
          // The example of RFC 8291, section 5, from the other side.
          {
            $bytes:
              "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI/c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A/yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj/Qulcy4a+fN",
          },
          {
            keyPair: {
              $keyPair: {
                kty: "EC",
                crv: "P-256",
                x: "JXGyvs3942BVGq8e0PTNNmwRzr5VX4m8t7GGpTM5FzE",
                y: "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                d: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
              },
            },
            auth: { $bytes: "BTBZMqHH6r4Tts7J/aSIgg==" },
          },
        ],
      },
    },
    {
      id: "push/store_and_forward",
      number: "6.7",
      path: "06_push/07_store_and_forward",
      title: "Store and forward",
      kind: "server",
      exports: "handler",
      track: "deep",
      minutes: 75,
      outcome:
        "You can keep messages for those who are away: not a moment too long, the urgent ones first, and until they have arrived.",
      needs: [],
      imports: ["kernel"],
      forbidden: [
        {
          name: "kernel serve",
          because:
            "it answers 500 for you, and the examiner serves your function itself",
        },
        {
          name: "@std/async",
          because:
            "its `deadline` waits for you, and keeping time is what you are writing",
        },
      ],
      norm: {
        text: "RFC 8030 §5",
        url: "https://www.rfc-editor.org/rfc/rfc8030#section-5",
      },
      trial: {
        curl: [
          {
            shows: "A message that is kept for a minute",
            line: `-i -H "TTL: 60" --data-binary "sealed" {board}push/ada`,
          },
          {
            shows: "An urgent one of a topic; send it twice",
            line:
              `-i -H "TTL: 60" -H "Urgency: high" -H "Topic: ferry" --data-binary "sealed too" {board}push/ada`,
          },
          { shows: "What waits for Ada", line: "-i {board}push/ada" },
        ],
      },
    },
  ],
};
