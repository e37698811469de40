-- Providers' bills as they were held against the books, for ever, with the file that each was read from.
CREATE TABLE reconciliations (
  name       text           PRIMARY KEY,
  provider   text           NOT NULL,
  currency   text           NOT NULL,
  first_day  date           NOT NULL,
  end_day    date           NOT NULL CHECK (end_day > first_day),
  billed     numeric(39,18) NOT NULL,
  booked     numeric(39,18) NOT NULL,
  findings   integer        NOT NULL CHECK (findings >= 0),
  image      bytea          NOT NULL,
  bill       bytea          NOT NULL,
  at         timestamptz    NOT NULL,
  node       integer        NOT NULL,
  sequence   bigint         NOT NULL CHECK (sequence > 0)
);
CREATE INDEX reconciliations_at ON reconciliations (at, name);
COMMENT ON COLUMN reconciliations.bill IS 'the file, compressed by zlib';

-- What approvals of bills added to what providers get, and their ends took back. It belongs to no customer.
CREATE TABLE cost_adjustments (
  node           integer        NOT NULL,
  sequence       bigint         NOT NULL CHECK (sequence > 0),
  entry          integer        NOT NULL CHECK (entry >= 0),
  reconciliation text           NOT NULL,
  reversal       boolean        NOT NULL,
  provider       text           NOT NULL,
  currency       text           NOT NULL,
  day            date           NOT NULL,
  model          text           NOT NULL,
  finding        integer        NOT NULL CHECK (finding > 0),
  line           integer        NOT NULL CHECK (line >= 0),
  amount         numeric(39,18) NOT NULL,
  at             timestamptz    NOT NULL,
  PRIMARY KEY (node, sequence, entry)
);
CREATE INDEX cost_adjustments_day ON cost_adjustments (day);
CREATE INDEX cost_adjustments_reconciliation ON cost_adjustments (reconciliation);
COMMENT ON COLUMN cost_adjustments.model IS 'the provider''s name of it';
