-- The server's history. A restored server gets a new epoch; `version` grows with every change made outside the space log.
CREATE TABLE server_state (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    epoch BLOB NOT NULL CHECK (length(epoch) = 16),
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name BLOB NOT NULL, -- sealed
    key_id BLOB NOT NULL,
    login TEXT UNIQUE,
    password_hash TEXT,
    locale TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

-- A person's device; `user_id` is null for the server's own.
CREATE TABLE enrolments (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 12),
    user_id BLOB REFERENCES users (id),
    node TEXT,
    label BLOB NOT NULL, -- sealed
    server_slot_key BLOB, -- sealed
    key_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX enrolments_by_user ON enrolments (user_id);

CREATE TABLE invitations (
    token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    user_id BLOB NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    opened INTEGER NOT NULL, -- how often
    used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX invitations_by_user ON invitations (user_id);

-- Refresh tokens, one chain an enrolment. A token holds until its successor is first used.
CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    enrolment_id BLOB NOT NULL REFERENCES enrolments (id),
    chain BLOB NOT NULL,
    generation INTEGER NOT NULL,
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    first_used_at INTEGER,
    replaced_by BLOB,
    revoked_at INTEGER,
    why TEXT
) STRICT;
CREATE INDEX sessions_by_enrolment ON sessions (enrolment_id);
CREATE INDEX sessions_by_chain ON sessions (chain);

-- Tries to log in, counted per account, per device and per address; the subject is a hash.
CREATE TABLE tries (
    subject BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX tries_by_subject ON tries (subject, at);

CREATE TABLE audit (
    node TEXT NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB,
    what TEXT NOT NULL,
    subject BLOB,
    detail BLOB NOT NULL, -- sealed
    key_id BLOB NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (node, n)
) STRICT;

CREATE TABLE units (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE families (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    unit_id BLOB NOT NULL REFERENCES units (id),
    kind TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

-- `head` is the space's last sequence number; the row lock that moves it makes commit order sequence order.
CREATE TABLE spaces (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind INTEGER NOT NULL,
    owner_id BLOB NOT NULL, -- user, family, placement or unit, by kind
    family_id BLOB REFERENCES families (id),
    head INTEGER NOT NULL,
    members_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (owner_id, kind)
) STRICT;

-- Whom it is about stands in the placement's card, not here.
CREATE TABLE placements (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    family_id BLOB NOT NULL REFERENCES families (id),
    municipality_id BLOB NOT NULL REFERENCES units (id),
    space_id BLOB NOT NULL UNIQUE REFERENCES spaces (id),
    starts_on TEXT NOT NULL, -- YYYY-MM-DD
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX placements_by_family ON placements (family_id);

CREATE TABLE recusals (
    user_id BLOB NOT NULL REFERENCES users (id),
    family_id BLOB NOT NULL REFERENCES families (id),
    PRIMARY KEY (user_id, family_id)
) STRICT;

-- Never updated but for `valid_until`.
CREATE TABLE memberships (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    space_id BLOB NOT NULL REFERENCES spaces (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    role INTEGER NOT NULL,
    unit_id BLOB NOT NULL, -- zeros for oneself
    stand_in INTEGER NOT NULL,
    course BLOB,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER,
    sees_from INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX memberships_by_space ON memberships (space_id, user_id);
CREATE INDEX memberships_by_user ON memberships (user_id);

CREATE TABLE documents (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    space_id BLOB NOT NULL REFERENCES spaces (id),
    kind INTEGER NOT NULL,
    schema_version INTEGER NOT NULL,
    author_id BLOB NOT NULL,
    parent_id BLOB,
    course BLOB,
    audience_bits INTEGER NOT NULL,
    readers BLOB NOT NULL, -- named persons, 16 bytes each, ascending
    meta_digest BLOB NOT NULL,
    key_id BLOB NOT NULL,
    created_seq INTEGER NOT NULL,
    created_by_enrolment BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    change_count INTEGER NOT NULL,
    bytes INTEGER NOT NULL, -- of its changes, unsealed
    provenance BLOB NOT NULL, -- chain of digests over (hash, by, received_at) in log order
    state INTEGER NOT NULL,
    state_seq INTEGER
) STRICT;
CREATE INDEX documents_by_last_seq ON documents (space_id, last_seq);
CREATE INDEX documents_by_created_seq ON documents (space_id, created_seq);
CREATE INDEX documents_by_parent ON documents (parent_id);

-- A space's gap-free sequence.
CREATE TABLE log (
    space_id BLOB NOT NULL REFERENCES spaces (id),
    seq INTEGER NOT NULL,
    document_id BLOB NOT NULL REFERENCES documents (id),
    what INTEGER NOT NULL, -- 1 created, 2 changed, 3 withdrawn, 4 erased
    hash BLOB, -- of the change
    by_user BLOB NOT NULL,
    enrolment_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (space_id, seq)
) STRICT, WITHOUT ROWID;

-- The truth: original bytes, append-only.
CREATE TABLE changes (
    document_id BLOB NOT NULL REFERENCES documents (id),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    space_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    bytes BLOB NOT NULL, -- sealed
    key_id BLOB NOT NULL,
    actor BLOB NOT NULL,
    actor_seq INTEGER NOT NULL,
    start_op INTEGER NOT NULL,
    max_op INTEGER NOT NULL,
    by_user BLOB NOT NULL,
    enrolment_id BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    late INTEGER NOT NULL,
    tag BLOB NOT NULL CHECK (length(tag) = 16), -- the document's receipt with this change
    PRIMARY KEY (document_id, hash),
    UNIQUE (document_id, actor, actor_seq)
) STRICT;
CREATE UNIQUE INDEX changes_by_seq ON changes (document_id, seq);

-- Openings of others' records, as the device states them.
CREATE TABLE reads (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES users (id),
    enrolment_id BLOB NOT NULL REFERENCES enrolments (id),
    document_id BLOB NOT NULL REFERENCES documents (id),
    version BLOB NOT NULL, -- digest of the change hashes that were shown
    purpose INTEGER NOT NULL,
    device_time INTEGER NOT NULL,
    received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX reads_by_document ON reads (document_id);

-- What was refused, counted for the operator: no content.
CREATE TABLE refusals (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    enrolment_id BLOB NOT NULL,
    reason INTEGER NOT NULL,
    op INTEGER NOT NULL, -- kind of operation
    count INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
