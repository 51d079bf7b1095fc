-- People: accounts, keys, consent, sharing, and content that only a person's own key opens.
--
-- Two kinds of tables, so that a cluster can place them (zhuyi store distribute):
--   of a person    led by (org, person): placed by person, everything of one person lies together
--   of a hospital  led by org (or a token's hash): placed by that; small, or read by one key
-- No statement joins two people. A column whose name begins with sealed_ is XChaCha20-Poly1305 under the person's key, bound to its row (src/vault).
-- A column that ends in _mark is a keyed hash (blind index): it can be compared, not read.
-- The tables of the first schema keep their rows under plain_…; the program seals them into the new ones at its next start (app/adopt.c).

ALTER TABLE account RENAME TO plain_account;
ALTER TABLE consultation RENAME TO plain_consultation;
ALTER TABLE decision RENAME TO plain_decision;
ALTER TABLE session RENAME TO plain_session;
DROP INDEX consultation_id;
DROP INDEX consultation_recent;
DROP INDEX consultation_open;

-- ---- of a hospital ----

CREATE TABLE organisation (
	org        TEXT NOT NULL PRIMARY KEY,
	name_zh    TEXT NOT NULL,
	name_en    TEXT NOT NULL,
	fictional  INTEGER NOT NULL,
	created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE department (
	org     TEXT NOT NULL,
	id      TEXT NOT NULL,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	PRIMARY KEY (org, id)
) STRICT;

-- Who logs in under which name: the only way from a name to a person.
CREATE TABLE login (
	org        TEXT NOT NULL,
	login_mark BLOB NOT NULL,
	person     TEXT NOT NULL,
	PRIMARY KEY (org, login_mark)
) STRICT;
CREATE INDEX login_of ON login (org, person); -- what goes with a person

-- Names and phone numbers, for exact search only.
CREATE TABLE found_by (
	org    TEXT NOT NULL,
	kind   TEXT NOT NULL, -- name, phone, subject (of an outside log-in)
	mark   BLOB NOT NULL,
	person TEXT NOT NULL,
	PRIMARY KEY (org, kind, mark, person)
) STRICT;
CREATE INDEX found_by_of ON found_by (org, person); -- what goes with a person

-- Wrong log-ins by name, whether the name exists or not.
CREATE TABLE attempt (
	org        TEXT NOT NULL,
	login_mark BLOB NOT NULL,
	failures   INTEGER NOT NULL,
	last_ms    INTEGER NOT NULL,
	until_ms   INTEGER NOT NULL, -- no log-in before this time
	PRIMARY KEY (org, login_mark)
) STRICT;

CREATE TABLE session (
	token_hash BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the cookie
	org        TEXT NOT NULL,
	person     TEXT NOT NULL,
	id         TEXT NOT NULL, -- to name it by in lists; worth nothing as a token
	role       TEXT NOT NULL,
	account    INTEGER NOT NULL, -- 0: a visitor
	created_ms INTEGER NOT NULL,
	expires_ms INTEGER NOT NULL,
	step_ms    INTEGER NOT NULL, -- until when the second step holds; 0 = not taken
	step_level INTEGER NOT NULL, -- 0 none, 1 password, 2 code
	agent      TEXT NOT NULL     -- what the browser calls itself
) STRICT;
CREATE INDEX session_of ON session (org, person, created_ms);

CREATE TABLE api_token (
	token_hash BLOB NOT NULL PRIMARY KEY,
	org        TEXT NOT NULL,
	person     TEXT NOT NULL,
	id         TEXT NOT NULL,
	role       TEXT NOT NULL,
	name       TEXT NOT NULL,
	scopes     TEXT NOT NULL, -- separated by blanks
	created_ms INTEGER NOT NULL,
	expires_ms INTEGER NOT NULL,
	revoked_ms INTEGER NOT NULL -- 0 = in force
) STRICT;
CREATE INDEX api_token_of ON api_token (org, person, created_ms);

-- An outside log-in that has begun and not ended.
CREATE TABLE outside (
	org         TEXT NOT NULL,
	state_hash  BLOB NOT NULL,
	expires_ms  INTEGER NOT NULL,
	sealed_flow BLOB NOT NULL, -- nonce and verifier, under the hospital's key
	PRIMARY KEY (org, state_hash)
) STRICT;

-- Where a case is, and the worklist: what must be known before a person's rows are opened.
CREATE TABLE place (
	org        TEXT NOT NULL,
	id         TEXT NOT NULL,
	person     TEXT NOT NULL,
	state      TEXT NOT NULL,
	tier       INTEGER NOT NULL,
	created_ms INTEGER NOT NULL,
	doctor     TEXT NOT NULL, -- who signed or rejected it; empty until then
	PRIMARY KEY (org, id)
) STRICT;
CREATE INDEX place_of ON place (org, person); -- what goes with a person
CREATE INDEX place_open ON place (org, tier, created_ms) WHERE state IN ('held', 'handed_over');

-- Access in an emergency without the usual right, with a reason; reviewed afterwards.
CREATE TABLE break_glass (
	org           TEXT NOT NULL,
	id            TEXT NOT NULL,
	person        TEXT NOT NULL,
	actor         TEXT NOT NULL,
	opened_ms     INTEGER NOT NULL,
	until_ms      INTEGER NOT NULL,
	state         TEXT NOT NULL, -- open, justified, not_justified
	reviewer      TEXT NOT NULL,
	reviewed_ms   INTEGER NOT NULL,
	sealed_reason BLOB NOT NULL, -- under the person's key: reason, and the reviewer's note
	PRIMARY KEY (org, id)
) STRICT;
CREATE INDEX break_glass_of ON break_glass (org, person, actor);

-- ---- of a person ----

CREATE TABLE person (
	org        TEXT NOT NULL,
	person     TEXT NOT NULL,
	kind       TEXT NOT NULL, -- visitor, patient, ward, staff
	state      TEXT NOT NULL, -- active, blocked (deletion asked for, a duty to keep stands against it), deleted
	wrapped    BLOB NOT NULL, -- the person's key under the master key; empty once deleted
	created_ms INTEGER NOT NULL,
	seen_ms    INTEGER NOT NULL, -- last time something was kept
	keep_ms    INTEGER NOT NULL, -- a duty to keep until then; 0 = none
	ended_ms   INTEGER NOT NULL, -- when deletion was asked for; 0 = not
	PRIMARY KEY (org, person)
) STRICT;

CREATE TABLE credential (
	org           TEXT NOT NULL,
	person        TEXT NOT NULL,
	state         TEXT NOT NULL, -- active, disabled
	password      TEXT NOT NULL, -- Argon2id, as libsodium writes it; empty: outside log-in only
	must_change   INTEGER NOT NULL,
	totp          INTEGER NOT NULL, -- 0 none, 1 begun, 2 in force
	totp_step     INTEGER NOT NULL, -- the newest time step used: a code counts once
	created_ms    INTEGER NOT NULL,
	seen_ms       INTEGER NOT NULL,
	sealed_secret BLOB NOT NULL, -- log-in name, TOTP secret, recovery codes' hashes
	PRIMARY KEY (org, person)
) STRICT;

CREATE TABLE role_grant (
	org        TEXT NOT NULL,
	person     TEXT NOT NULL,
	role       TEXT NOT NULL,
	department TEXT NOT NULL,
	title      TEXT NOT NULL, -- resident, attending, associate, chief; empty for who is no doctor
	licence    TEXT NOT NULL,
	until_ms   INTEGER NOT NULL, -- 0 = no end
	state      TEXT NOT NULL,    -- active, ended
	granted_by TEXT NOT NULL,
	granted_ms INTEGER NOT NULL,
	PRIMARY KEY (org, person, role)
) STRICT;

-- Everything that is content: profile, facts, observations. One sealed object a row.
CREATE TABLE item (
	org         TEXT NOT NULL,
	person      TEXT NOT NULL,
	kind        TEXT NOT NULL,
	id          TEXT NOT NULL,
	at_ms       INTEGER NOT NULL,
	version     INTEGER NOT NULL,
	sealed_body BLOB NOT NULL,
	PRIMARY KEY (org, person, kind, id)
) STRICT;
CREATE INDEX item_by_time ON item (org, person, kind, at_ms);

CREATE TABLE consultation (
	org             TEXT NOT NULL,
	person          TEXT NOT NULL,
	id              TEXT NOT NULL,
	state           TEXT NOT NULL,
	tier            INTEGER NOT NULL,
	created_ms      INTEGER NOT NULL,
	updated_ms      INTEGER NOT NULL,
	doctor          TEXT NOT NULL, -- who signed or rejected it; empty until then
	sealed_question BLOB NOT NULL,
	sealed_said     BLOB NOT NULL, -- what the person wrote so far, for the next turn
	sealed_body     BLOB NOT NULL, -- the answer as JSON, as it was delivered
	PRIMARY KEY (org, person, id)
) STRICT;
CREATE INDEX consultation_by_time ON consultation (org, person, created_ms);

-- Which leaf records which decision about this person (and case), and the salts without which the leaf's hashes say nothing.
CREATE TABLE decision (
	org          TEXT NOT NULL,
	person       TEXT NOT NULL,
	case_id      TEXT NOT NULL,
	leaf         INTEGER NOT NULL,
	sealed_salts BLOB NOT NULL,
	PRIMARY KEY (org, person, case_id, leaf)
) STRICT;

-- Agreement by purpose, and its end. Rows are added and ended, never changed otherwise.
CREATE TABLE consent (
	org          TEXT NOT NULL,
	person       TEXT NOT NULL,
	id           TEXT NOT NULL,
	purpose      TEXT NOT NULL, -- consult, avatar, family, research, labelling
	sensitive    INTEGER NOT NULL, -- 1: covers health information, agreed to separately
	other        TEXT NOT NULL, -- a person or avatar it is limited to; empty = the hospital
	edition      TEXT NOT NULL, -- of the words agreed to
	given_by     TEXT NOT NULL, -- the person, or a guardian
	given_ms     INTEGER NOT NULL,
	withdrawn_by TEXT NOT NULL,
	withdrawn_ms INTEGER NOT NULL, -- 0 = in force
	PRIMARY KEY (org, person, id)
) STRICT;

-- Guardians, family, emergency contacts. Each is written twice, once on each person's side, so that nobody's rows are searched for another.
CREATE TABLE relation (
	org      TEXT NOT NULL,
	person   TEXT NOT NULL,
	side     TEXT NOT NULL, -- by: `other` may act for or read `person`; for: the other way round
	other    TEXT NOT NULL,
	kind     TEXT NOT NULL, -- guardian, family, contact
	state    TEXT NOT NULL, -- asked, active, ended
	since_ms INTEGER NOT NULL,
	until_ms INTEGER NOT NULL, -- 0 = no end
	PRIMARY KEY (org, person, side, other, kind)
) STRICT;

-- Who looked, as what, and why. Shown to the person.
CREATE TABLE access (
	org         TEXT NOT NULL,
	person      TEXT NOT NULL,
	id          TEXT NOT NULL,
	at_ms       INTEGER NOT NULL,
	actor       TEXT NOT NULL,
	role        TEXT NOT NULL,
	action      TEXT NOT NULL,
	relation    TEXT NOT NULL,
	sealed_note BLOB NOT NULL, -- name and title of the actor then, case, reason
	PRIMARY KEY (org, person, id)
) STRICT;
CREATE INDEX access_by_time ON access (org, at_ms);

-- A legal hold: nothing of this person is deleted while one stands.
CREATE TABLE hold (
	org           TEXT NOT NULL,
	person        TEXT NOT NULL,
	id            TEXT NOT NULL,
	set_by        TEXT NOT NULL,
	set_ms        INTEGER NOT NULL,
	released_by   TEXT NOT NULL,
	released_ms   INTEGER NOT NULL, -- 0 = stands
	sealed_reason BLOB NOT NULL,
	PRIMARY KEY (org, person, id)
) STRICT;

-- Visitors keep their session; everybody with an account logs in once more.
INSERT INTO session (token_hash, org, person, id, role, account, created_ms, expires_ms, step_ms, step_level, agent)
	SELECT token, org, person, person, 'visitor', 0, expires_ms - 1209600000, expires_ms, 0, 0, '' FROM plain_session WHERE login = '';
DROP TABLE plain_session;
