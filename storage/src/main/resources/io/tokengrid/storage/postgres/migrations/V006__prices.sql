-- Every book whole, in the form of the journal, so that a call of any time can be explained by the book that it was
-- admitted under. Null in books that were folded before there was such a column.
ALTER TABLE price_books ADD COLUMN image bytea;

-- What a book multiplies out to: the prices of each combination of context tier, time window, service tier and
-- modifiers, by the number that the book gives it. `rules` names what made it, in order, the row first.
DROP TABLE prices;
CREATE TABLE effective_prices (
  node        integer        NOT NULL,
  version     bigint         NOT NULL,
  number      integer        NOT NULL CHECK (number >= 0),
  side        text           NOT NULL CHECK (side IN ('sell', 'buy')),
  model       text           NOT NULL,
  provider    text,
  currency    text           NOT NULL,
  effective   timestamptz    NOT NULL,
  until       timestamptz    CHECK (until > effective),
  rules       text[]         NOT NULL,
  price_of    text           NOT NULL,
  per_million numeric(19,12) CHECK (per_million >= 0),
  per_unit    numeric(39,18) CHECK (per_unit >= 0),
  PRIMARY KEY (node, version, number, price_of),
  FOREIGN KEY (node, version) REFERENCES price_books,
  CHECK ((per_million IS NULL) <> (per_unit IS NULL))
);
COMMENT ON COLUMN effective_prices.price_of IS 'a class of tokens, priced per million, or another unit';
