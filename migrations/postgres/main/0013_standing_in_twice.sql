-- Whoever stands in for somebody who stands in has their families too, on the days that both lie in: else nobody would call
-- them. One step: whoever is away is never the one who stands in for them.
DROP VIEW reach;
-- Everything that lets a person into a space, one row each. `source` 0: set up by hand · 1: a shift, in the contact spaces
-- of the families served and in their units' duty spaces · 2: a call that one registered on a shift, until it is taken up
-- and for 72 hours at least · 3: standing in for a consultant, or for whoever does, until that ended · 4: a consultant, in the
-- duty space of the own unit.
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
WHERE EXISTS (SELECT 1 FROM shifts s WHERE s.user_id = u.author_id AND s.unit_id = u.unit_id)
UNION ALL
SELECT c.cover_id, m.space_id, 3, m.unit_id, 1, CAST(NULL AS BYTEA),
    CASE WHEN m.valid_from > c.from_at THEN m.valid_from ELSE c.from_at END,
    CASE WHEN m.valid_until < c.until_at THEN m.valid_until ELSE c.until_at END,
    CAST(NULL AS BIGINT), 0, 3
FROM (
    SELECT cover_id, absent_id, unit_id, from_at, CASE WHEN ended_at < until_at THEN ended_at ELSE until_at END AS until_at
    FROM covers WHERE ended_at IS NULL OR ended_at > from_at
) c
JOIN memberships m ON m.user_id = c.absent_id AND m.unit_id = c.unit_id AND m.role = 3 AND m.stand_in = 0
    AND m.valid_from < c.until_at AND (m.valid_until IS NULL OR m.valid_until > c.from_at)
JOIN spaces p ON p.id = m.space_id AND p.kind IN (1, 2)
UNION ALL
SELECT c.cover_id, m.space_id, 3, m.unit_id, 1, CAST(NULL AS BYTEA),
    CASE WHEN m.valid_from > c.from_at THEN m.valid_from ELSE c.from_at END,
    CASE WHEN m.valid_until < c.until_at THEN m.valid_until ELSE c.until_at END,
    CAST(NULL AS BIGINT), 0, 3
FROM (
    SELECT b.cover_id, a.absent_id, a.unit_id, CASE WHEN a.from_at > b.from_at THEN a.from_at ELSE b.from_at END AS from_at,
        CASE WHEN a.until_at < b.until_at THEN a.until_at ELSE b.until_at END AS until_at
    FROM (
        SELECT cover_id, absent_id, unit_id, from_at, CASE WHEN ended_at < until_at THEN ended_at ELSE until_at END AS until_at
        FROM covers WHERE ended_at IS NULL OR ended_at > from_at
    ) a
    JOIN (
        SELECT cover_id, absent_id, unit_id, from_at, CASE WHEN ended_at < until_at THEN ended_at ELSE until_at END AS until_at
        FROM covers WHERE ended_at IS NULL OR ended_at > from_at
    ) b ON b.absent_id = a.cover_id AND b.unit_id = a.unit_id AND b.cover_id <> a.absent_id
        AND b.from_at < a.until_at AND b.until_at > a.from_at
) c
JOIN memberships m ON m.user_id = c.absent_id AND m.unit_id = c.unit_id AND m.role = 3 AND m.stand_in = 0
    AND m.valid_from < c.until_at AND (m.valid_until IS NULL OR m.valid_until > c.from_at)
JOIN spaces p ON p.id = m.space_id AND p.kind IN (1, 2)
UNION ALL
SELECT m.user_id, p.id, 3, m.unit_id, 0, CAST(NULL AS BYTEA), m.valid_from, m.valid_until, CAST(NULL AS BIGINT), 0, 4
FROM memberships m
JOIN spaces w ON w.id = m.space_id AND w.kind = 6 AND w.owner_id = m.unit_id
JOIN spaces p ON p.owner_id = m.unit_id AND p.kind = 4
WHERE m.role = 3;
