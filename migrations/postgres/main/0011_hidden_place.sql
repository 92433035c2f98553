-- A place that must not be told: the family's for good, a placement's until a day is over. Devices know it by a document.
ALTER TABLE families ADD COLUMN address_hidden BIGINT NOT NULL DEFAULT 0;
ALTER TABLE placements ADD COLUMN place_hidden_until TEXT;
