-- The health record and the companion: resources with their history, what is due, what a person was told, what a doctor is to see, and programs
-- that may read a record for its person.

-- ---- of a hospital ----

-- When a reminder of a person falls due: all that must be known before a person's rows are opened.
CREATE TABLE due (
	org      TEXT NOT NULL,
	person   TEXT NOT NULL,
	reminder TEXT NOT NULL,
	due_ms   INTEGER NOT NULL,
	PRIMARY KEY (org, person, reminder)
) STRICT;
CREATE INDEX due_by_time ON due (due_ms, org, person, reminder);

-- A calendar's address: whoever has it reads the calendar. Revoked it is gone.
CREATE TABLE feed (
	token_hash BLOB NOT NULL PRIMARY KEY, -- SHA-256 of what stands in the address
	org        TEXT NOT NULL,
	person     TEXT NOT NULL,
	id         TEXT NOT NULL,
	lang       TEXT NOT NULL,
	created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX feed_of ON feed (org, person, created_ms);

-- What a measured value or a missed week asks of a doctor. What it is about is under the person's key.
CREATE TABLE alert (
	org         TEXT NOT NULL,
	id          TEXT NOT NULL,
	person      TEXT NOT NULL,
	rule        TEXT NOT NULL, -- of the care plan, or of the program
	tier        INTEGER NOT NULL,
	state       TEXT NOT NULL, -- open, closed
	created_ms  INTEGER NOT NULL,
	doctor      TEXT NOT NULL, -- who closed it; empty until then
	closed_ms   INTEGER NOT NULL,
	sealed_body BLOB NOT NULL,
	PRIMARY KEY (org, id)
) STRICT;
CREATE INDEX alert_of ON alert (org, person, created_ms);
CREATE INDEX alert_open ON alert (org, tier, created_ms) WHERE state = 'open';

-- Programs that people may let read their record (SMART App Launch): entered by an administrator, public, with PKCE.
CREATE TABLE client (
	org        TEXT NOT NULL,
	id         TEXT NOT NULL,
	name       TEXT NOT NULL,
	redirects  TEXT NOT NULL, -- exact addresses, separated by blanks
	scopes     TEXT NOT NULL, -- the most it may ask for, separated by blanks
	state      TEXT NOT NULL, -- active, ended
	created_ms INTEGER NOT NULL,
	PRIMARY KEY (org, id)
) STRICT;

-- A code on its way from the person's browser to the program; used once.
CREATE TABLE client_code (
	token_hash  BLOB NOT NULL PRIMARY KEY,
	org        TEXT NOT NULL,
	person     TEXT NOT NULL,
	target     TEXT NOT NULL, -- whose record: the person, or a ward
	role       TEXT NOT NULL,
	client     TEXT NOT NULL,
	redirect   TEXT NOT NULL,
	scopes     TEXT NOT NULL,
	challenge  TEXT NOT NULL, -- PKCE, S256
	expires_ms INTEGER NOT NULL
) STRICT;

-- ---- of a person ----

-- A FHIR R4 resource of a person's record as it stands: its bytes as they came.
CREATE TABLE resource (
	org          TEXT NOT NULL,
	person       TEXT NOT NULL,
	type         TEXT NOT NULL,
	id           TEXT NOT NULL,
	version      INTEGER NOT NULL,
	updated_ms   INTEGER NOT NULL,
	at_ms        INTEGER NOT NULL, -- when what it tells of happened; 0 = it says no time
	state        TEXT NOT NULL,    -- live, deleted
	sealed_brief BLOB NOT NULL,    -- what a timeline and the facts need of it
	sealed_body  BLOB NOT NULL,
	PRIMARY KEY (org, person, type, id)
) STRICT;
CREATE INDEX resource_by_time ON resource (org, person, at_ms, type, id);

-- Its earlier versions.
CREATE TABLE resource_past (
	org         TEXT NOT NULL,
	person      TEXT NOT NULL,
	type        TEXT NOT NULL,
	id          TEXT NOT NULL,
	version     INTEGER NOT NULL,
	updated_ms  INTEGER NOT NULL,
	state       TEXT NOT NULL,
	sealed_body BLOB NOT NULL,
	PRIMARY KEY (org, person, type, id, version)
) STRICT;

-- What a person was told by the program: a reminder that fired, an alert's advice, a week's summary. Its id is made from what it is about and when it
-- fell due, so that it cannot come twice.
CREATE TABLE notice (
	org         TEXT NOT NULL,
	person      TEXT NOT NULL,
	id          TEXT NOT NULL,
	kind        TEXT NOT NULL, -- reminder, alert, summary, doctor
	at_ms       INTEGER NOT NULL,
	state       TEXT NOT NULL, -- new, seen, done, skipped
	answered_ms INTEGER NOT NULL,
	sealed_body BLOB NOT NULL,
	PRIMARY KEY (org, person, id)
) STRICT;
CREATE INDEX notice_by_time ON notice (org, person, at_ms);
