-- What charges are made of: so much of an item at a price. An item is a class of tokens, whose price
-- is per million; another unit, whose price is of one; or a deduction, what of the lines the customer
-- does not pay, so that the sum of the amounts is what customers paid.
ALTER TABLE line_hours RENAME TO charge_hours;
ALTER TABLE charge_hours RENAME COLUMN class TO item;
ALTER TABLE charge_hours RENAME COLUMN per_million TO price;
ALTER TABLE charge_hours RENAME COLUMN tokens TO quantity;
ALTER TABLE charge_hours
  ALTER COLUMN price TYPE numeric(39,18),
  ADD COLUMN recorded timestamptz CHECK (date_trunc('hour', recorded, 'UTC') = recorded),
  ADD COLUMN amount numeric(39,18);
UPDATE charge_hours SET recorded = hour, amount = price * quantity / 1000000;
ALTER TABLE charge_hours
  ALTER COLUMN recorded SET NOT NULL,
  ALTER COLUMN amount SET NOT NULL,
  DROP CONSTRAINT line_hours_pkey,
  ADD PRIMARY KEY (organization, hour, recorded, currency, model, item, price);
INSERT INTO charge_hours (organization, hour, recorded, currency, model, item, price, quantity, amount)
SELECT organization, hour, hour, currency, model, item, 0, sum(settled), -sum(amount)
FROM usage_hours JOIN series ON series.id = usage_hours.series,
  LATERAL (VALUES ('waived', waived), ('overrun', overrun)) AS deduction (item, amount)
WHERE amount <> 0
GROUP BY organization, hour, currency, model, item;
COMMENT ON COLUMN charge_hours.hour IS 'of the admission of the calls';
COMMENT ON COLUMN charge_hours.recorded IS
  'hour of the facts that brought the amount: a sum of all before an hour is final once that hour has begun';
COMMENT ON COLUMN charge_hours.quantity IS 'tokens, units, or calls with the deduction';
