-- Shared computers of a unit on duty. Who signed in on one as an officer is ready there.
CREATE TABLE stations (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    unit_id BLOB NOT NULL REFERENCES units (id),
    made_by BLOB NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
ALTER TABLE enrolments ADD COLUMN station_id BLOB REFERENCES stations (id);
CREATE INDEX enrolments_by_station ON enrolments (station_id);
