-- A person's passkeys. Ended ones stay: their ids are never taken again.
CREATE TABLE passkeys (
    credential_id BLOB NOT NULL PRIMARY KEY CHECK (length(credential_id) BETWEEN 16 AND 1023),
    user_id BLOB NOT NULL REFERENCES users (id),
    credential BLOB NOT NULL, -- sealed: public key and counter
    label BLOB NOT NULL, -- sealed
    key_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    ended_at INTEGER
) STRICT;
CREATE INDEX passkeys_by_user ON passkeys (user_id);

-- Ceremonies that were answered: a hash each, until the ceremony would have been too old anyway.
CREATE TABLE spent_ceremonies (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    expires_at INTEGER NOT NULL
) STRICT;
