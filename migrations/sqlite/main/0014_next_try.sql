-- The day of the next try, where nobody was reached: the one that was named, else the next on which the unit is open.
ALTER TABLE follow_ups ADD COLUMN again_on TEXT;
