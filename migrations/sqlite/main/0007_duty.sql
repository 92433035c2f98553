-- Which units answer the akuttelefon for which: `unit_id` is on duty, `serves_id` looks after the families.
CREATE TABLE duty_agreements (
    unit_id BLOB NOT NULL REFERENCES units (id),
    serves_id BLOB NOT NULL REFERENCES units (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (unit_id, serves_id)
) STRICT;
CREATE INDEX duty_agreements_by_served ON duty_agreements (serves_id);

-- The rota. A shift reaches the families from `opens_at` until `closes_at`; nobody else does as a duty officer.
CREATE TABLE shifts (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    unit_id BLOB NOT NULL REFERENCES units (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    opens_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB REFERENCES users (id), -- null on the command line
    after_id BLOB REFERENCES shifts (id), -- the one that was given away
    offered_to BLOB REFERENCES users (id), -- until they take it
    offered_at INTEGER,
    ended_at INTEGER -- given away or taken off the rota
) STRICT;
CREATE INDEX shifts_by_unit ON shifts (unit_id, ends_at);
CREATE INDEX shifts_by_user ON shifts (user_id, closes_at);

-- On which weekdays a consultant works, and who stands in on the others.
CREATE TABLE work_weeks (
    user_id BLOB NOT NULL REFERENCES users (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    days INTEGER NOT NULL, -- bits from Monday (1) to Sunday (64)
    partner_id BLOB REFERENCES users (id),
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, unit_id)
) STRICT;

-- Who stands in for whom, and when. Rows of a work week are made ahead.
CREATE TABLE covers (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    unit_id BLOB NOT NULL REFERENCES units (id),
    absent_id BLOB NOT NULL REFERENCES users (id),
    cover_id BLOB NOT NULL REFERENCES users (id),
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    why INTEGER NOT NULL, -- 1 day off, 2 ill, 3 named days
    said_by BLOB REFERENCES users (id), -- null for a work week
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    UNIQUE (absent_id, unit_id, cover_id, from_at, why)
) STRICT;
CREATE INDEX covers_by_cover ON covers (cover_id, until_at);

-- What the follow-ups of calls say of dates and states, without a word of them: written with them, for lists and counts.
CREATE TABLE follow_ups (
    document_id BLOB NOT NULL PRIMARY KEY REFERENCES documents (id),
    note_id BLOB NOT NULL,
    space_id BLOB NOT NULL REFERENCES spaces (id),
    author_id BLOB NOT NULL REFERENCES users (id),
    unit_id BLOB NOT NULL, -- on duty
    began_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    urgency INTEGER NOT NULL,
    due_on TEXT NOT NULL, -- YYYY-MM-DD
    calendar INTEGER NOT NULL, -- version
    is_withheld INTEGER NOT NULL,
    withheld_again INTEGER NOT NULL, -- how often it was renewed
    taken_at INTEGER, -- by the server's clock, like those after it
    tried_at INTEGER,
    closed_at INTEGER, -- null again when it was opened again
    filed_at INTEGER
) STRICT;
CREATE INDEX follow_ups_by_author ON follow_ups (author_id);
CREATE INDEX follow_ups_by_space ON follow_ups (space_id, due_on);
CREATE INDEX follow_ups_by_due ON follow_ups (due_on);

-- Everything that lets a person into a space, one row each. `source` 0: set up by hand · 1: a shift, in the contact spaces
-- of the families served and in their units' duty spaces · 2: a call that one registered, until it is taken up and for
-- 72 hours at least · 3: standing in for a consultant · 4: a consultant, in the duty space of the own unit.
CREATE VIEW reach AS
SELECT m.user_id, m.space_id, m.role, m.unit_id, m.stand_in, m.course, m.valid_from, m.valid_until, m.sees_from,
    CAST(0 AS BIGINT) AS own_only, CAST(0 AS BIGINT) AS source
FROM memberships m
UNION ALL
SELECT s.user_id, p.id, 4, s.unit_id, 0, CAST(NULL AS BLOB), s.opens_at,
    CASE WHEN f.ended_at < s.closes_at THEN f.ended_at ELSE s.closes_at END, CAST(NULL AS BIGINT), 0, 1
FROM shifts s
JOIN duty_agreements a ON a.unit_id = s.unit_id
JOIN families f ON f.unit_id = a.serves_id
JOIN spaces p ON p.owner_id = f.id AND p.kind = 2
UNION ALL
SELECT s.user_id, p.id, 4, s.unit_id, 0, CAST(NULL AS BLOB), s.opens_at, s.closes_at, CAST(NULL AS BIGINT), 0, 1
FROM shifts s
JOIN duty_agreements a ON a.unit_id = s.unit_id
JOIN spaces p ON p.owner_id = a.serves_id AND p.kind = 4
UNION ALL
SELECT u.author_id, u.space_id, 4, u.unit_id, 0, CAST(NULL AS BLOB), u.received_at,
    CASE WHEN u.taken_at > u.received_at + 259200000 THEN u.taken_at
        WHEN u.taken_at IS NOT NULL THEN u.received_at + 259200000 END,
    CAST(NULL AS BIGINT), 1, 2
FROM follow_ups u
UNION ALL
SELECT c.cover_id, m.space_id, 3, m.unit_id, 1, CAST(NULL AS BLOB),
    CASE WHEN m.valid_from > c.from_at THEN m.valid_from ELSE c.from_at END,
    CASE WHEN m.valid_until < c.until_at THEN m.valid_until ELSE c.until_at END,
    CAST(NULL AS BIGINT), 0, 3
FROM covers c
JOIN memberships m ON m.user_id = c.absent_id AND m.unit_id = c.unit_id AND m.role = 3 AND m.stand_in = 0
    AND m.valid_from < c.until_at AND (m.valid_until IS NULL OR m.valid_until > c.from_at)
JOIN spaces p ON p.id = m.space_id AND p.kind IN (1, 2)
WHERE c.ended_at IS NULL
UNION ALL
SELECT m.user_id, p.id, 3, m.unit_id, 0, CAST(NULL AS BLOB), m.valid_from, m.valid_until, CAST(NULL AS BIGINT), 0, 4
FROM memberships m
JOIN spaces w ON w.id = m.space_id AND w.kind = 6 AND w.owner_id = m.unit_id
JOIN spaces p ON p.owner_id = m.unit_id AND p.kind = 4
WHERE m.role = 3;
