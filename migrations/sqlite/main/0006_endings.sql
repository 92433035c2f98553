-- A family may have a name of its own, sealed; without one it goes by its adults.
ALTER TABLE families ADD COLUMN name BLOB;
ALTER TABLE families ADD COLUMN key_id BLOB;

-- The last day, YYYY-MM-DD, and why it was the last.
ALTER TABLE placements ADD COLUMN ends_on TEXT;
ALTER TABLE placements ADD COLUMN end_reason TEXT;

-- What was set up under a key that its client drew, so that a repetition does nothing twice.
CREATE TABLE deeds (
    user_id BLOB NOT NULL REFERENCES users (id),
    key BLOB NOT NULL CHECK (length(key) = 16),
    request BLOB NOT NULL CHECK (length(request) = 16), -- keyed digest of what was asked
    subject BLOB, -- what came of it
    at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT;
