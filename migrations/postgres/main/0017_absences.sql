-- Consultants who are away while nobody stands in for them: the leaders have their calls.
CREATE TABLE absences (
    user_id BYTEA NOT NULL REFERENCES users (id),
    unit_id BYTEA NOT NULL REFERENCES units (id),
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    said_by BYTEA REFERENCES users (id),
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (user_id, unit_id, from_at)
);
