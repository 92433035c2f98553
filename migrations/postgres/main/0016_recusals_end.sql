-- Since when somebody is kept out of a family's reach, and until when they were: what came to be before that stays unseen.
ALTER TABLE recusals ADD COLUMN since BIGINT;
ALTER TABLE recusals ADD COLUMN ended_at BIGINT;
