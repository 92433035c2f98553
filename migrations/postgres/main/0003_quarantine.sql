-- What somebody brought who may no longer write where it was meant to go. It keeps its readers, and waits for one of them.
CREATE TABLE quarantine (
    document_id BYTEA NOT NULL CHECK (length(document_id) = 16),
    hash BYTEA NOT NULL CHECK (length(hash) = 32), -- of the change, or of a creation's first one
    by_user BYTEA NOT NULL REFERENCES users (id),
    n BIGINT NOT NULL, -- order among the person's operations on the document
    space_id BYTEA NOT NULL REFERENCES spaces (id),
    enrolment_id BYTEA NOT NULL,
    role BIGINT NOT NULL, -- acted in
    unit_id BYTEA NOT NULL,
    op BYTEA NOT NULL, -- sealed
    key_id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    settled_at BIGINT,
    settled_by BYTEA REFERENCES users (id),
    taken BIGINT, -- 1 taken in, 0 left out
    PRIMARY KEY (document_id, hash, by_user)
);
CREATE INDEX quarantine_by_space ON quarantine (space_id, settled_at);
CREATE INDEX quarantine_by_user ON quarantine (by_user, settled_at);
