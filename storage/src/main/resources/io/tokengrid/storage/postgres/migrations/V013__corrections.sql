-- Corrections take back what was charged before them: less than nothing of an item, in the hour of the correction.
ALTER TABLE charge_hours DROP CONSTRAINT line_hours_tokens_check;
