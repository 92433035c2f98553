-- Which units answer the akuttelefon for which: `unit_id` is on duty, `serves_id` looks after the families.
CREATE TABLE duty_agreements (
    unit_id BYTEA NOT NULL REFERENCES units (id),
    serves_id BYTEA NOT NULL REFERENCES units (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (unit_id, serves_id)
);
CREATE INDEX duty_agreements_by_served ON duty_agreements (serves_id);

-- The rota. A shift reaches the families from `opens_at` until `closes_at`; nobody else does as a duty officer.
CREATE TABLE shifts (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    unit_id BYTEA NOT NULL REFERENCES units (id),
    user_id BYTEA NOT NULL REFERENCES users (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BYTEA REFERENCES users (id), -- null on the command line
    after_id BYTEA REFERENCES shifts (id), -- the one that was given away
    offered_to BYTEA REFERENCES users (id), -- until they take it
    offered_at BIGINT,
    ended_at BIGINT -- given away or taken off the rota
);
CREATE INDEX shifts_by_unit ON shifts (unit_id, ends_at);
CREATE INDEX shifts_by_user ON shifts (user_id, closes_at);

-- On which weekdays a consultant works, and who stands in on the others.
CREATE TABLE work_weeks (
    user_id BYTEA NOT NULL REFERENCES users (id),
    unit_id BYTEA NOT NULL REFERENCES units (id),
    days BIGINT NOT NULL, -- bits from Monday (1) to Sunday (64)
    partner_id BYTEA REFERENCES users (id),
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, unit_id)
);

-- Who stands in for whom, and when. Rows of a work week are made ahead.
CREATE TABLE covers (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    unit_id BYTEA NOT NULL REFERENCES units (id),
    absent_id BYTEA NOT NULL REFERENCES users (id),
    cover_id BYTEA NOT NULL REFERENCES users (id),
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    why BIGINT NOT NULL, -- 1 day off, 2 ill, 3 named days
    said_by BYTEA REFERENCES users (id), -- null for a work week
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    UNIQUE (absent_id, unit_id, cover_id, from_at, why)
);
CREATE INDEX covers_by_cover ON covers (cover_id, until_at);

-- What the follow-ups of calls say of dates and states, without a word of them: written with them, for lists and counts.
CREATE TABLE follow_ups (
    document_id BYTEA NOT NULL PRIMARY KEY REFERENCES documents (id),
    note_id BYTEA NOT NULL,
    space_id BYTEA NOT NULL REFERENCES spaces (id),
    author_id BYTEA NOT NULL REFERENCES users (id),
    unit_id BYTEA NOT NULL, -- on duty
    began_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    urgency BIGINT NOT NULL,
    due_on TEXT NOT NULL, -- YYYY-MM-DD
    calendar BIGINT NOT NULL, -- version
    is_withheld BIGINT NOT NULL,
    withheld_again BIGINT NOT NULL, -- how often it was renewed
    taken_at BIGINT, -- by the server's clock, like those after it
    tried_at BIGINT,
    closed_at BIGINT, -- null again when it was opened again
    filed_at BIGINT
);
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
SELECT s.user_id, p.id, 4, s.unit_id, 0, CAST(NULL AS BYTEA), s.opens_at,
    CASE WHEN f.ended_at < s.closes_at THEN f.ended_at ELSE s.closes_at END, CAST(NULL AS BIGINT), 0, 1
FROM shifts s
JOIN duty_agreements a ON a.unit_id = s.unit_id
JOIN families f ON f.unit_id = a.serves_id
JOIN spaces p ON p.owner_id = f.id AND p.kind = 2
UNION ALL
SELECT s.user_id, p.id, 4, s.unit_id, 0, CAST(NULL AS BYTEA), s.opens_at, s.closes_at, CAST(NULL AS BIGINT), 0, 1
FROM shifts s
JOIN duty_agreements a ON a.unit_id = s.unit_id
JOIN spaces p ON p.owner_id = a.serves_id AND p.kind = 4
UNION ALL
SELECT u.author_id, u.space_id, 4, u.unit_id, 0, CAST(NULL AS BYTEA), u.received_at,
    CASE WHEN u.taken_at > u.received_at + 259200000 THEN u.taken_at
        WHEN u.taken_at IS NOT NULL THEN u.received_at + 259200000 END,
    CAST(NULL AS BIGINT), 1, 2
FROM follow_ups u
UNION ALL
SELECT c.cover_id, m.space_id, 3, m.unit_id, 1, CAST(NULL AS BYTEA),
    CASE WHEN m.valid_from > c.from_at THEN m.valid_from ELSE c.from_at END,
    CASE WHEN m.valid_until < c.until_at THEN m.valid_until ELSE c.until_at END,
    CAST(NULL AS BIGINT), 0, 3
FROM covers c
JOIN memberships m ON m.user_id = c.absent_id AND m.unit_id = c.unit_id AND m.role = 3 AND m.stand_in = 0
    AND m.valid_from < c.until_at AND (m.valid_until IS NULL OR m.valid_until > c.from_at)
JOIN spaces p ON p.id = m.space_id AND p.kind IN (1, 2)
WHERE c.ended_at IS NULL
UNION ALL
SELECT m.user_id, p.id, 3, m.unit_id, 0, CAST(NULL AS BYTEA), m.valid_from, m.valid_until, CAST(NULL AS BIGINT), 0, 4
FROM memberships m
JOIN spaces w ON w.id = m.space_id AND w.kind = 6 AND w.owner_id = m.unit_id
JOIN spaces p ON p.owner_id = m.unit_id AND p.kind = 4
WHERE m.role = 3;
