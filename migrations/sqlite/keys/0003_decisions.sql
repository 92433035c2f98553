-- What readers decided of quarantined operations: beside the keys, so that it outlives the return of an older copy of the
-- records (decision 0013). No content: names of operations alone.
CREATE TABLE quarantine_decisions (
    document_id BLOB NOT NULL CHECK (length(document_id) = 16),
    hash BLOB NOT NULL CHECK (length(hash) = 32), -- as in quarantine
    by_user BLOB NOT NULL CHECK (length(by_user) = 16),
    taken INTEGER NOT NULL, -- 1 taken in, 0 left out
    at INTEGER NOT NULL,
    PRIMARY KEY (document_id, hash, by_user)
) STRICT;
