-- When the server first saw that a call had slipped, why (1 nobody took it, 2 nobody tried), and when that was over; null
-- while it goes on. The two days stand where whoever took the call and the server's calendar do not agree: what the document
-- says, and what the calendar said when the call was received. `due_on` is the earlier one then.
ALTER TABLE follow_ups ADD COLUMN slipped_at INTEGER;
ALTER TABLE follow_ups ADD COLUMN slipped_why INTEGER;
ALTER TABLE follow_ups ADD COLUMN slip_over_at INTEGER;
ALTER TABLE follow_ups ADD COLUMN told_on TEXT; -- YYYY-MM-DD
ALTER TABLE follow_ups ADD COLUMN calendar_on TEXT; -- YYYY-MM-DD
