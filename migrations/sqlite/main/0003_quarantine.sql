-- What somebody brought who may no longer write where it was meant to go. It keeps its readers, and waits for one of them.
CREATE TABLE quarantine (
    document_id BLOB NOT NULL CHECK (length(document_id) = 16),
    hash BLOB NOT NULL CHECK (length(hash) = 32), -- of the change, or of a creation's first one
    by_user BLOB NOT NULL REFERENCES users (id),
    n INTEGER NOT NULL, -- order among the person's operations on the document
    space_id BLOB NOT NULL REFERENCES spaces (id),
    enrolment_id BLOB NOT NULL,
    role INTEGER NOT NULL, -- acted in
    unit_id BLOB NOT NULL,
    op BLOB NOT NULL, -- sealed
    key_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    settled_at INTEGER,
    settled_by BLOB REFERENCES users (id),
    taken INTEGER, -- 1 taken in, 0 left out
    PRIMARY KEY (document_id, hash, by_user)
) STRICT;
CREATE INDEX quarantine_by_space ON quarantine (space_id, settled_at);
CREATE INDEX quarantine_by_user ON quarantine (by_user, settled_at);
