-- A family may have a name of its own, sealed; without one it goes by its adults.
ALTER TABLE families ADD COLUMN name BYTEA;
ALTER TABLE families ADD COLUMN key_id BYTEA;

-- The last day, YYYY-MM-DD, and why it was the last.
ALTER TABLE placements ADD COLUMN ends_on TEXT;
ALTER TABLE placements ADD COLUMN end_reason TEXT;

-- What was set up under a key that its client drew, so that a repetition does nothing twice.
CREATE TABLE deeds (
    user_id BYTEA NOT NULL REFERENCES users (id),
    key BYTEA NOT NULL CHECK (length(key) = 16),
    request BYTEA NOT NULL CHECK (length(request) = 16), -- keyed digest of what was asked
    subject BYTEA, -- what came of it
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
);
