-- Data keys, wrapped by the master key. `document_id` is null for the server's own key (names, labels).
CREATE TABLE data_keys (
    key_id BYTEA NOT NULL PRIMARY KEY CHECK (length(key_id) = 16),
    document_id BYTEA,
    wrapped BYTEA, -- null once destroyed
    master_id BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    destroyed_at BIGINT
);
CREATE INDEX data_keys_by_document ON data_keys (document_id);
