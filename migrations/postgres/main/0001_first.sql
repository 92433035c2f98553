-- The server's history. A restored server gets a new epoch; `version` grows with every change made outside the space log.
CREATE TABLE server_state (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    epoch BYTEA NOT NULL CHECK (length(epoch) = 16),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE users (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name BYTEA NOT NULL, -- sealed
    key_id BYTEA NOT NULL,
    login TEXT UNIQUE,
    password_hash TEXT,
    locale TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);

-- A person's device; `user_id` is null for the server's own.
CREATE TABLE enrolments (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 12),
    user_id BYTEA REFERENCES users (id),
    node TEXT,
    label BYTEA NOT NULL, -- sealed
    server_slot_key BYTEA, -- sealed
    key_id BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX enrolments_by_user ON enrolments (user_id);

CREATE TABLE invitations (
    token_hash BYTEA NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    user_id BYTEA NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    opened BIGINT NOT NULL, -- how often
    used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX invitations_by_user ON invitations (user_id);

-- Refresh tokens, one chain an enrolment. A token holds until its successor is first used.
CREATE TABLE sessions (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    enrolment_id BYTEA NOT NULL REFERENCES enrolments (id),
    chain BYTEA NOT NULL,
    generation BIGINT NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    first_used_at BIGINT,
    replaced_by BYTEA,
    revoked_at BIGINT,
    why TEXT
);
CREATE INDEX sessions_by_enrolment ON sessions (enrolment_id);
CREATE INDEX sessions_by_chain ON sessions (chain);

-- Tries to log in, counted per account, per device and per address; the subject is a hash.
CREATE TABLE tries (
    subject BYTEA NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX tries_by_subject ON tries (subject, at);

CREATE TABLE audit (
    node TEXT NOT NULL,
    n BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor BYTEA,
    what TEXT NOT NULL,
    subject BYTEA,
    detail BYTEA NOT NULL, -- sealed
    key_id BYTEA NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (node, n)
);

CREATE TABLE units (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE families (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    unit_id BYTEA NOT NULL REFERENCES units (id),
    kind TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);

-- `head` is the space's last sequence number; the row lock that moves it makes commit order sequence order.
CREATE TABLE spaces (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind BIGINT NOT NULL,
    owner_id BYTEA NOT NULL, -- user, family, placement or unit, by kind
    family_id BYTEA REFERENCES families (id),
    head BIGINT NOT NULL,
    members_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (owner_id, kind)
);

-- Whom it is about stands in the placement's card, not here.
CREATE TABLE placements (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    family_id BYTEA NOT NULL REFERENCES families (id),
    municipality_id BYTEA NOT NULL REFERENCES units (id),
    space_id BYTEA NOT NULL UNIQUE REFERENCES spaces (id),
    starts_on TEXT NOT NULL, -- YYYY-MM-DD
    created_at BIGINT NOT NULL
);
CREATE INDEX placements_by_family ON placements (family_id);

CREATE TABLE recusals (
    user_id BYTEA NOT NULL REFERENCES users (id),
    family_id BYTEA NOT NULL REFERENCES families (id),
    PRIMARY KEY (user_id, family_id)
);

-- Never updated but for `valid_until`.
CREATE TABLE memberships (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    space_id BYTEA NOT NULL REFERENCES spaces (id),
    user_id BYTEA NOT NULL REFERENCES users (id),
    role BIGINT NOT NULL,
    unit_id BYTEA NOT NULL, -- zeros for oneself
    stand_in BIGINT NOT NULL,
    course BYTEA,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    sees_from BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX memberships_by_space ON memberships (space_id, user_id);
CREATE INDEX memberships_by_user ON memberships (user_id);

CREATE TABLE documents (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    space_id BYTEA NOT NULL REFERENCES spaces (id),
    kind BIGINT NOT NULL,
    schema_version BIGINT NOT NULL,
    author_id BYTEA NOT NULL,
    parent_id BYTEA,
    course BYTEA,
    audience_bits BIGINT NOT NULL,
    readers BYTEA NOT NULL, -- named persons, 16 bytes each, ascending
    meta_digest BYTEA NOT NULL,
    key_id BYTEA NOT NULL,
    created_seq BIGINT NOT NULL,
    created_by_enrolment BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    change_count BIGINT NOT NULL,
    bytes BIGINT NOT NULL, -- of its changes, unsealed
    provenance BYTEA NOT NULL, -- chain of digests over (hash, by, received_at) in log order
    state BIGINT NOT NULL,
    state_seq BIGINT
);
CREATE INDEX documents_by_last_seq ON documents (space_id, last_seq);
CREATE INDEX documents_by_created_seq ON documents (space_id, created_seq);
CREATE INDEX documents_by_parent ON documents (parent_id);

-- A space's gap-free sequence.
CREATE TABLE log (
    space_id BYTEA NOT NULL REFERENCES spaces (id),
    seq BIGINT NOT NULL,
    document_id BYTEA NOT NULL REFERENCES documents (id),
    what BIGINT NOT NULL, -- 1 created, 2 changed, 3 withdrawn, 4 erased
    hash BYTEA, -- of the change
    by_user BYTEA NOT NULL,
    enrolment_id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (space_id, seq)
);

-- The truth: original bytes, append-only.
CREATE TABLE changes (
    document_id BYTEA NOT NULL REFERENCES documents (id),
    hash BYTEA NOT NULL CHECK (length(hash) = 32),
    space_id BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    bytes BYTEA NOT NULL, -- sealed
    key_id BYTEA NOT NULL,
    actor BYTEA NOT NULL,
    actor_seq BIGINT NOT NULL,
    start_op BIGINT NOT NULL,
    max_op BIGINT NOT NULL,
    by_user BYTEA NOT NULL,
    enrolment_id BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    late BIGINT NOT NULL,
    tag BYTEA NOT NULL CHECK (length(tag) = 16), -- the document's receipt with this change
    PRIMARY KEY (document_id, hash),
    UNIQUE (document_id, actor, actor_seq)
);
CREATE UNIQUE INDEX changes_by_seq ON changes (document_id, seq);

-- Openings of others' records, as the device states them.
CREATE TABLE reads (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id BYTEA NOT NULL REFERENCES users (id),
    enrolment_id BYTEA NOT NULL REFERENCES enrolments (id),
    document_id BYTEA NOT NULL REFERENCES documents (id),
    version BYTEA NOT NULL, -- digest of the change hashes that were shown
    purpose BIGINT NOT NULL,
    device_time BIGINT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX reads_by_document ON reads (document_id);

-- What was refused, counted for the operator: no content.
CREATE TABLE refusals (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    enrolment_id BYTEA NOT NULL,
    reason BIGINT NOT NULL,
    op BIGINT NOT NULL, -- kind of operation
    count BIGINT NOT NULL,
    at BIGINT NOT NULL
);
