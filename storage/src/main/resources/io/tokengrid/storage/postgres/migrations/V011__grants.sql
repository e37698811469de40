-- Money that organizations were given ahead of its use, and what came of it besides calls.
CREATE TABLE grants (
  organization bigint         NOT NULL REFERENCES organizations,
  number       bigint         NOT NULL CHECK (number > 0),
  reference    text           NOT NULL,
  kind         text           NOT NULL CHECK (kind IN ('prepaid', 'promotional')),
  amount       numeric(39,18) NOT NULL CHECK (amount > 0),
  paid         numeric(39,18) NOT NULL CHECK (paid BETWEEN 0 AND amount),
  priority     integer        NOT NULL CHECK (priority >= 0),
  starts_at    timestamptz    NOT NULL,
  expires_at   timestamptz    CHECK (expires_at >= starts_at),
  models       text[]         NOT NULL,
  granted_at   timestamptz    NOT NULL,
  node         integer        NOT NULL,
  sequence     bigint         NOT NULL CHECK (sequence > 0),
  PRIMARY KEY (organization, number),
  UNIQUE (organization, reference),
  CHECK ((kind = 'prepaid') = (paid > 0))
);
COMMENT ON COLUMN grants.models IS 'the only ones that can draw on it; empty for all';
CREATE INDEX grants_time ON grants (organization, granted_at, number);

CREATE TABLE grant_ends (
  organization bigint         NOT NULL,
  number       bigint         NOT NULL,
  withdrawn    boolean        NOT NULL,
  amount       numeric(39,18) NOT NULL CHECK (amount >= 0),
  reason       text           CHECK (withdrawn OR reason IS NULL),
  at           timestamptz    NOT NULL,
  node         integer        NOT NULL,
  sequence     bigint         NOT NULL CHECK (sequence > 0),
  PRIMARY KEY (organization, number, node, sequence),
  FOREIGN KEY (organization, number) REFERENCES grants
);
COMMENT ON TABLE grant_ends IS 'what was left of grants that expired or were withdrawn';
CREATE INDEX grant_ends_time ON grant_ends (organization, at);

ALTER TABLE usage_hours
  ADD COLUMN from_prepaid     numeric(39,18) NOT NULL DEFAULT 0 CHECK (from_prepaid >= 0),
  ADD COLUMN from_promotional numeric(39,18) NOT NULL DEFAULT 0 CHECK (from_promotional >= 0);
COMMENT ON COLUMN usage_hours.from_prepaid IS 'the part of charge less overrun that prepaid grants paid';
COMMENT ON COLUMN usage_hours.from_promotional IS 'the part that promotional ones paid';
