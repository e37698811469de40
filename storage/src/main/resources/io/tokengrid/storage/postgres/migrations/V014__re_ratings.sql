-- Books with backdated rows rate settled calls again; what came of that, once it has ended.
ALTER TABLE price_books
  ADD COLUMN backdated  boolean NOT NULL DEFAULT false,
  ADD COLUMN rerated_at timestamptz,
  ADD COLUMN rerated    bigint CHECK (rerated >= 0),
  ADD COLUMN corrected  bigint CHECK (corrected BETWEEN 0 AND rerated),
  ADD COLUMN kept       bigint CHECK (kept BETWEEN 0 AND rerated),
  ADD COLUMN unpriced   bigint CHECK (unpriced BETWEEN 0 AND rerated),
  ADD COLUMN difference_currencies text[],
  ADD COLUMN more       numeric(39,18)[],
  ADD COLUMN owed       numeric(39,18)[],
  ADD COLUMN kept_calls text[];
COMMENT ON COLUMN price_books.backdated IS 'whether rows of it rate settled calls again';
COMMENT ON COLUMN price_books.more IS 'what customers pay more for the corrected calls, by difference_currencies';
COMMENT ON COLUMN price_books.owed IS 'by how much that changed what they owe, by difference_currencies';
COMMENT ON COLUMN price_books.kept_calls IS 'the first of those that keep their charge, since grants paid more of it';
