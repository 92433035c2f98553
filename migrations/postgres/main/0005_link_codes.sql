-- How many codes a link has given.
ALTER TABLE invitations ADD COLUMN codes BIGINT NOT NULL DEFAULT 0;

-- Eight letters that stand for a link: a keyed hash of each, for a day.
CREATE TABLE link_codes (
    code_hash BYTEA NOT NULL PRIMARY KEY CHECK (length(code_hash) = 32),
    token_hash BYTEA NOT NULL REFERENCES invitations (token_hash),
    expires_at BIGINT NOT NULL
);
