import { DatabaseSync } from "node:sqlite";

/** Raised when the tables change, so that an older file is not misread. */
const VERSION = 1;

const TABLES = `
  CREATE TABLE subscriptions (
    push TEXT PRIMARY KEY,         -- token of the push resource: for senders
    resource TEXT NOT NULL UNIQUE, -- token of the subscription: for its owner
    uaid TEXT,                     -- the user agent, if one listens
    channel TEXT,                  -- what the user agent calls the subscription
    key TEXT,                      -- the VAPID key that it is restricted to
    gone INTEGER NOT NULL DEFAULT 0,
    UNIQUE (uaid, channel)
  ) STRICT;
  CREATE TABLE messages (
    arrival INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    push TEXT NOT NULL REFERENCES subscriptions (push),
    expires_at INTEGER NOT NULL,   -- milliseconds since the Unix epoch
    urgency INTEGER NOT NULL,      -- 0 very-low to 3 high
    topic TEXT,
    body BLOB NOT NULL,
    UNIQUE (push, topic)
  ) STRICT;
  PRAGMA user_version = ${VERSION};`;

/**
 * Opens the SQLite database in `file`, which is made if it is not there; without a
 * file it is in memory. Throws if the file is of another version.
 */
export function openDatabase(file = ":memory:"): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  const version = database.prepare("PRAGMA user_version").get()?.user_version;
  if (version === 0) database.exec(`BEGIN; ${TABLES} COMMIT`);
  else if (version !== VERSION) {
    database.close();
    throw new Error(
      `Cannot open ${file}: it must be of version ${VERSION}: current value is ${version}: move it away`,
    );
  }
  return database;
}
