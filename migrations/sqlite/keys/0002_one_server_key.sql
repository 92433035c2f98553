-- Nodes that start at once agree on one key of what belongs to no document.
CREATE UNIQUE INDEX data_keys_of_server ON data_keys (master_id) WHERE document_id IS NULL AND destroyed_at IS NULL;
