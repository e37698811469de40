-- Organizations at rest, or about to: all that a node's ledger knows of one, encoded, with its keys
-- and budgets. Written and taken away by the fold, from the journal. What rests is nowhere else but
-- in the journal, so this table is part of the truth once the journal's old segments are gone.
CREATE TABLE resting (
  node         integer     NOT NULL,
  organization bigint      NOT NULL REFERENCES organizations,
  position     bigint      NOT NULL CHECK (position > 0),
  opened_at    timestamptz NOT NULL,
  hash         bytea       NOT NULL,
  image        bytea       NOT NULL,
  PRIMARY KEY (node, organization),
  CHECK (hash = sha256(int8send(position) || image))
);
COMMENT ON COLUMN resting.position IS 'of the fact that has the state';
CREATE INDEX resting_opened ON resting (node, opened_at, organization);
