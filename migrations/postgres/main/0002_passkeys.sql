-- A person's passkeys. Ended ones stay: their ids are never taken again.
CREATE TABLE passkeys (
    credential_id BYTEA NOT NULL PRIMARY KEY CHECK (length(credential_id) BETWEEN 16 AND 1023),
    user_id BYTEA NOT NULL REFERENCES users (id),
    credential BYTEA NOT NULL, -- sealed: public key and counter
    label BYTEA NOT NULL, -- sealed
    key_id BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX passkeys_by_user ON passkeys (user_id);

-- Ceremonies that were answered: a hash each, until the ceremony would have been too old anyway.
CREATE TABLE spent_ceremonies (
    hash BYTEA NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    expires_at BIGINT NOT NULL
);
