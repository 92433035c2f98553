-- Data keys, wrapped by the master key. `document_id` is null for the server's own key (names, labels).
CREATE TABLE data_keys (
    key_id BLOB NOT NULL PRIMARY KEY CHECK (length(key_id) = 16),
    document_id BLOB,
    wrapped BLOB, -- null once destroyed
    master_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    destroyed_at INTEGER
) STRICT;
CREATE INDEX data_keys_by_document ON data_keys (document_id);
