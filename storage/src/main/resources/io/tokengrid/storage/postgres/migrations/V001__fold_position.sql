-- How far each fold has read each node's journal. The row changes in the transaction that writes what
-- was folded, so every fact is folded exactly once. The hash is that of all facts up to the position,
-- fact_at the time of the last one.
CREATE TABLE fold_position (
  fold     text        NOT NULL,
  node     integer     NOT NULL,
  epoch    integer     NOT NULL,
  sequence bigint      NOT NULL CHECK (sequence >= 0),
  hash     bytea       NOT NULL,
  fact_at  timestamptz NOT NULL,
  PRIMARY KEY (fold, node)
);
