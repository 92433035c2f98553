-- Shared computers of a unit on duty. Who signed in on one as an officer is ready there.
CREATE TABLE stations (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    unit_id BYTEA NOT NULL REFERENCES units (id),
    made_by BYTEA NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
ALTER TABLE enrolments ADD COLUMN station_id BYTEA REFERENCES stations (id);
CREATE INDEX enrolments_by_station ON enrolments (station_id);
