-- The first schema. Every people table is led by (org, person), so that it can be sharded by person.
-- Times are milliseconds since 1970 UTC. A deleted person's rows go; the ledger's leaves stay and prove nothing about them without the salt.

CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

CREATE TABLE account (
	org        TEXT NOT NULL,
	login      TEXT NOT NULL,
	person     TEXT NOT NULL,
	role       TEXT NOT NULL CHECK (role IN ('patient', 'doctor')),
	name_zh    TEXT NOT NULL,
	name_en    TEXT NOT NULL,
	title_zh   TEXT NOT NULL,
	title_en   TEXT NOT NULL,
	licence    TEXT NOT NULL,
	password   TEXT NOT NULL, -- Argon2id, as libsodium writes it
	fictional  INTEGER NOT NULL,
	PRIMARY KEY (org, login)
) STRICT;

CREATE TABLE session (
	token      BLOB PRIMARY KEY, -- SHA-256 of the cookie
	org        TEXT NOT NULL,
	person     TEXT NOT NULL,
	login      TEXT NOT NULL, -- empty for a visitor
	role       TEXT NOT NULL,
	expires_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE consultation (
	org        TEXT NOT NULL,
	person     TEXT NOT NULL,
	id         TEXT NOT NULL,
	state      TEXT NOT NULL,
	tier       INTEGER NOT NULL,
	created_ms INTEGER NOT NULL,
	updated_ms INTEGER NOT NULL,
	question   TEXT NOT NULL,
	said       TEXT NOT NULL, -- what the person wrote in this case so far, for the next turn
	body       TEXT NOT NULL, -- the answer as JSON, as it was delivered
	PRIMARY KEY (org, person, id)
) STRICT;
CREATE UNIQUE INDEX consultation_id ON consultation (org, id);
CREATE INDEX consultation_recent ON consultation (org, person, created_ms);
CREATE INDEX consultation_open ON consultation (org, tier DESC, created_ms) WHERE state IN ('held', 'handed_over');

-- Which leaf records which decision about which person (and case), and the salts (of what was decided, of who decided) without which
-- the leaf's hashes say nothing.
CREATE TABLE decision (
	org     TEXT NOT NULL,
	person  TEXT NOT NULL,
	case_id TEXT NOT NULL,
	leaf    INTEGER NOT NULL,
	salts   BLOB NOT NULL, -- 2 x 32 bytes
	PRIMARY KEY (org, person, case_id, leaf)
) STRICT;

CREATE TABLE leaf (
	org   TEXT NOT NULL,
	i     INTEGER NOT NULL,
	entry BLOB NOT NULL,
	hash  BLOB NOT NULL,
	PRIMARY KEY (org, i)
) STRICT, WITHOUT ROWID;

-- Interior nodes of full subtrees of the Merkle tree.
CREATE TABLE node (
	org   TEXT NOT NULL,
	level INTEGER NOT NULL,
	i     INTEGER NOT NULL,
	hash  BLOB NOT NULL,
	PRIMARY KEY (org, level, i)
) STRICT, WITHOUT ROWID;

CREATE TABLE head (
	org       TEXT NOT NULL,
	number    INTEGER NOT NULL,
	size      INTEGER NOT NULL,
	root      BLOB NOT NULL,
	time_ms   INTEGER NOT NULL,
	signature BLOB NOT NULL,
	PRIMARY KEY (org, number)
) STRICT, WITHOUT ROWID;
