-- What nodes keep here of their journals (durability.replica), so that a lost data folder can be made again.
-- Where a node's replica ends, and which run of the node may go on with it. A row is inserted into
-- replica_groups in the statement that moves the position, so the two never differ.
CREATE TABLE replica_position (
  node        integer NOT NULL PRIMARY KEY,
  epoch       integer NOT NULL CHECK (epoch > 0),
  incarnation uuid    NOT NULL,
  sequence    bigint  NOT NULL CHECK (sequence >= 0),
  hash        bytea   NOT NULL CHECK (octet_length(hash) = 32)
) WITH (fillfactor = 20);

-- Groups of facts that follow each other, as they stand in the journal's files; hash is the running hash
-- after them. They are not compressed again and again while the node waits.
CREATE TABLE replica_groups (
  node           integer NOT NULL REFERENCES replica_position ON DELETE CASCADE,
  first_sequence bigint  NOT NULL,
  last_sequence  bigint  NOT NULL CHECK (last_sequence >= first_sequence),
  hash           bytea   NOT NULL,
  frames         bytea   NOT NULL,
  PRIMARY KEY (node, first_sequence)
);
ALTER TABLE replica_groups ALTER COLUMN frames SET STORAGE EXTERNAL;

-- Snapshots of nodes' states, in parts.
CREATE TABLE replica_snapshots (
  node     integer NOT NULL REFERENCES replica_position ON DELETE CASCADE,
  sequence bigint  NOT NULL,
  part     integer NOT NULL,
  bytes    bytea   NOT NULL,
  PRIMARY KEY (node, sequence, part)
);
ALTER TABLE replica_snapshots ALTER COLUMN bytes SET STORAGE EXTERNAL;
