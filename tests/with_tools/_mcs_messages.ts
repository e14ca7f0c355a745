/**
 * What Google's services say to Chromium, as far as a push needs it: Protocol
 * Buffers, by the wire format of `npm:@bufbuild/protobuf`, which Buf keeps; its
 * code generator would be more than these few fields are. Their numbers are those of
 * `google_apis/gcm/protocol/` in Chromium's source, `mcs.proto` and `checkin.proto`.
 *
 * @module
 */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

type Bytes = Uint8Array<ArrayBuffer>;

/** A message for one subscription. */
export interface PushedMessage {
  /** Public key that the subscription was made for, base64url. */
  readonly sender: string;
  /** Which program receives it. */
  readonly app: string;
  /** Which subscription of the program. */
  readonly subtype: string;
  /** For how long it may wait. */
  readonly ttlSeconds: number;
  /** As it was sent, encrypted; empty: there is no payload. */
  readonly body: Uint8Array;
}

/** `AndroidCheckinResponse`: who this browser is. */
export function checkedIn(): Bytes {
  return message()
    .tag(1, WireType.Varint).bool(true) // stats_ok
    .tag(3, WireType.Varint).int64(Date.now()) // time_msec
    .tag(7, WireType.Bit64).fixed64(1n) // android_id
    .tag(8, WireType.Bit64).fixed64(1n) // security_token
    .finish();
}

/** `LoginResponse`. */
export function loggedIn(): Bytes {
  return message().tag(1, WireType.LengthDelimited).string("stand-in").finish();
}

/** `DataMessageStanza`: a push. */
export function dataMessage(
  { sender, app, subtype, ttlSeconds, body }: PushedMessage,
): Bytes {
  const stanza = message()
    .tag(3, WireType.LengthDelimited).string(sender) // from
    .tag(5, WireType.LengthDelimited).string(app) // category
    .tag(7, WireType.LengthDelimited).bytes(appData("subtype", subtype))
    .tag(9, WireType.LengthDelimited).string(crypto.randomUUID()) // persistent_id
    .tag(17, WireType.Varint).int32(ttlSeconds)
    .tag(18, WireType.Varint).int64(Date.now()); // sent
  if (body.length > 0) {
    stanza
      .tag(7, WireType.LengthDelimited)
      .bytes(appData("content-encoding", "aes128gcm"))
      .tag(21, WireType.LengthDelimited).bytes(body); // raw_data
  }
  return stanza.finish();
}

function appData(key: string, value: string): Bytes {
  return message()
    .tag(1, WireType.LengthDelimited).string(key)
    .tag(2, WireType.LengthDelimited).string(value)
    .finish();
}

function message(): BinaryWriter {
  return new BinaryWriter();
}
