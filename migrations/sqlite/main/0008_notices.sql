-- How a person wants to hear that there is something new. No row: not at all.
CREATE TABLE notices (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
    language TEXT NOT NULL,
    address BLOB, -- sealed; null: no mail
    key_id BLOB,
    synced_at INTEGER NOT NULL, -- when a device of theirs was last connected
    mailed_at INTEGER,
    digest_on TEXT, -- YYYY-MM-DD: the last day for which a mail was decided
    pushed_at INTEGER
) STRICT;

-- Where the browser of a device takes pushes.
CREATE TABLE push_subscriptions (
    enrolment_id BLOB NOT NULL PRIMARY KEY REFERENCES enrolments (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    subscription BLOB NOT NULL, -- sealed
    key_id BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX push_subscriptions_by_user ON push_subscriptions (user_id);

-- What is to be told, until it was: one row a person and a way, so it never grows beyond them.
CREATE TABLE notice_outbox (
    user_id BLOB NOT NULL REFERENCES users (id),
    way INTEGER NOT NULL, -- 1 mail, 2 push
    enrolment_id BLOB NOT NULL, -- zeros for mail
    made_at INTEGER NOT NULL,
    try_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (user_id, way, enrolment_id)
) STRICT;
CREATE INDEX notice_outbox_by_time ON notice_outbox (try_at);
