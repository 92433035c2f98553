-- Consultants who are away while nobody stands in for them: the leaders have their calls.
CREATE TABLE absences (
    user_id BLOB NOT NULL REFERENCES users (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    said_by BLOB REFERENCES users (id),
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (user_id, unit_id, from_at)
) STRICT;
