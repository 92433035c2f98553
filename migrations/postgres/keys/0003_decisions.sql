-- What readers decided of quarantined operations: beside the keys, so that it outlives the return of an older copy of the
-- records (decision 0013). No content: names of operations alone.
CREATE TABLE quarantine_decisions (
    document_id BYTEA NOT NULL CHECK (length(document_id) = 16),
    hash BYTEA NOT NULL CHECK (length(hash) = 32), -- as in quarantine
    by_user BYTEA NOT NULL CHECK (length(by_user) = 16),
    taken BIGINT NOT NULL, -- 1 taken in, 0 left out
    at BIGINT NOT NULL,
    PRIMARY KEY (document_id, hash, by_user)
);
