-- When a unit is open and whom its families call: public, so it is sealed with nothing. One row a unit, replaced as a whole.
CREATE TABLE public_facts (
    unit_id BYTEA NOT NULL PRIMARY KEY REFERENCES units (id),
    facts TEXT NOT NULL, -- JSON
    changed_at BIGINT NOT NULL
);
