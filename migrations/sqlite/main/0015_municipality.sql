-- The municipality that a unit belongs to: its closed days are the unit's too. Set once.
ALTER TABLE units ADD COLUMN municipality_id BLOB REFERENCES units (id);
