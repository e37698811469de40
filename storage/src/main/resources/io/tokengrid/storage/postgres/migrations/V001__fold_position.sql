-- How far each fold has read the journal. The row changes in the transaction that writes what was
-- folded, so every fact is folded exactly once; the hash is that of all facts up to the position.
CREATE TABLE fold_position (
  fold     text    PRIMARY KEY,
  node     integer NOT NULL,
  epoch    integer NOT NULL,
  sequence bigint  NOT NULL CHECK (sequence >= 0),
  hash     bytea   NOT NULL
);
