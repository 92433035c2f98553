-- How a person wants to hear that there is something new. No row: not at all.
CREATE TABLE notices (
    user_id BYTEA NOT NULL PRIMARY KEY REFERENCES users (id),
    language TEXT NOT NULL,
    address BYTEA, -- sealed; null: no mail
    key_id BYTEA,
    synced_at BIGINT NOT NULL, -- when a device of theirs was last connected
    mailed_at BIGINT,
    digest_on TEXT, -- YYYY-MM-DD: the last day for which a mail was decided
    pushed_at BIGINT
);

-- Where the browser of a device takes pushes.
CREATE TABLE push_subscriptions (
    enrolment_id BYTEA NOT NULL PRIMARY KEY REFERENCES enrolments (id),
    user_id BYTEA NOT NULL REFERENCES users (id),
    subscription BYTEA NOT NULL, -- sealed
    key_id BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX push_subscriptions_by_user ON push_subscriptions (user_id);

-- What is to be told, until it was: one row a person and a way, so it never grows beyond them.
CREATE TABLE notice_outbox (
    user_id BYTEA NOT NULL REFERENCES users (id),
    way BIGINT NOT NULL, -- 1 mail, 2 push
    enrolment_id BYTEA NOT NULL, -- zeros for mail
    made_at BIGINT NOT NULL,
    try_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    PRIMARY KEY (user_id, way, enrolment_id)
);
CREATE INDEX notice_outbox_by_time ON notice_outbox (try_at);
