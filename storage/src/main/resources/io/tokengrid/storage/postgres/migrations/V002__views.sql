-- The views folded from the nodes' journals. Everything here can be folded again; the journal is the
-- truth. Amounts are exact: units of a currency with 18 digits after the point, 128 bits at most.
-- Ids are the numbers behind org-... and key-...; a call is (node, epoch, sequence).

-- Customers

CREATE TABLE organizations (
  id           bigint         PRIMARY KEY CHECK (id > 0),
  name         text           NOT NULL,
  currency     text           NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  billing      text           NOT NULL CHECK (billing IN ('prepaid', 'postpaid', 'internal')),
  credit_limit numeric(39,18) NOT NULL CHECK (credit_limit >= 0),
  unlimited    boolean        NOT NULL,
  zone         text           NOT NULL,
  opened_at    timestamptz    NOT NULL,
  CHECK (billing = 'postpaid' OR credit_limit = 0),
  CHECK (billing = 'internal' OR NOT unlimited)
);

CREATE TABLE keys (
  id           bigint      PRIMARY KEY CHECK (id > 0),
  organization bigint      NOT NULL REFERENCES organizations,
  department   text        NOT NULL,
  application  text        NOT NULL,
  function     text        NOT NULL,
  secret_hash  bytea       NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
  expires_at   timestamptz,
  models       text[]      NOT NULL,
  issued_at    timestamptz NOT NULL,
  revoked_at   timestamptz
);
CREATE INDEX keys_organization ON keys (organization);

CREATE TABLE budgets (
  node         integer        NOT NULL,
  number       bigint         NOT NULL CHECK (number > 0),
  organization bigint         NOT NULL REFERENCES organizations,
  department   text,
  application  text,
  function     text,
  key          bigint         REFERENCES keys,
  amount       numeric(39,18) CHECK (amount >= 0),
  tokens       bigint         CHECK (tokens >= 0),
  per          text           NOT NULL CHECK (per IN ('hour', 'day', 'month', 'total')),
  hard         boolean        NOT NULL,
  set_at       timestamptz    NOT NULL,
  PRIMARY KEY (node, number),
  CHECK ((amount IS NULL) <> (tokens IS NULL)),
  CHECK (department IS NOT NULL OR application IS NULL),
  CHECK (application IS NOT NULL OR function IS NULL),
  CHECK (key IS NULL OR department IS NULL)
);
CREATE INDEX budgets_organization ON budgets (organization);

-- A reference is used once for each organization, by a top-up or an adjustment.
CREATE TABLE funding (
  organization bigint         NOT NULL REFERENCES organizations,
  reference    text           NOT NULL,
  kind         text           NOT NULL CHECK (kind IN ('top-up', 'adjustment')),
  amount       numeric(39,18) NOT NULL CHECK (amount <> 0),
  owed         numeric(39,18) NOT NULL,
  reason       text,
  at           timestamptz    NOT NULL,
  node         integer        NOT NULL,
  sequence     bigint         NOT NULL CHECK (sequence > 0),
  PRIMARY KEY (organization, reference),
  CHECK (kind = 'adjustment' OR amount > 0),
  CHECK ((kind = 'adjustment') = (reason IS NOT NULL))
);
COMMENT ON COLUMN funding.owed IS 'by how much it changed what the customer owes';
CREATE INDEX funding_time ON funding (organization, at, node, sequence);

CREATE TABLE price_books (
  node         integer     NOT NULL,
  version      bigint      NOT NULL CHECK (version >= 0),
  published_at timestamptz NOT NULL,
  PRIMARY KEY (node, version)
);

CREATE TABLE prices (
  node        integer        NOT NULL,
  version     bigint         NOT NULL,
  model       text           NOT NULL,
  currency    text           NOT NULL,
  effective   timestamptz    NOT NULL,
  side        text           NOT NULL CHECK (side IN ('sell', 'buy')),
  class       text           NOT NULL,
  per_million numeric(19,12) NOT NULL CHECK (per_million >= 0),
  PRIMARY KEY (node, version, model, effective, side, class),
  FOREIGN KEY (node, version) REFERENCES price_books
);

-- Every account of the ledger, read off the facts once more.
CREATE TABLE accounts (
  kind     text           NOT NULL,
  owner    text           NOT NULL,
  currency text           NOT NULL,
  debits   numeric(39,18) NOT NULL CHECK (debits >= 0),
  credits  numeric(39,18) NOT NULL CHECK (credits >= 0),
  PRIMARY KEY (kind, owner, currency)
) WITH (fillfactor = 70);

-- Calls

-- What calls have in common that usage is summed over.
CREATE TABLE series (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organization bigint  NOT NULL,
  department   text    NOT NULL,
  application  text    NOT NULL,
  function     text    NOT NULL,
  key          bigint  NOT NULL,
  model        text    NOT NULL,
  provider     text    NOT NULL,
  site         text    NOT NULL,
  currency     text    NOT NULL,
  UNIQUE (organization, key, model, provider, site, department, application, function, currency)
);
CREATE INDEX series_key ON series (key);

CREATE TYPE call_end AS ENUM ('settled', 'voided', 'expired');

-- A call that has ended, once; its facts, encoded as in the journal, say all about it. One partition
-- for each day (UTC) of admission: made by the fold before it is needed, so there is no default one.
CREATE TABLE calls (
  node          integer        NOT NULL,
  epoch         integer        NOT NULL,
  sequence      bigint         NOT NULL CHECK (sequence > 0),
  admitted_at   timestamptz    NOT NULL,
  organization  bigint         NOT NULL,
  key           bigint         NOT NULL,
  series        integer        NOT NULL,
  state         call_end       NOT NULL,
  streamed      boolean        NOT NULL,
  ended_at      timestamptz    NOT NULL,
  input_tokens  bigint         NOT NULL CHECK (input_tokens >= 0),
  cached_tokens bigint         NOT NULL CHECK (cached_tokens BETWEEN 0 AND input_tokens),
  output_tokens bigint         NOT NULL CHECK (output_tokens >= 0),
  reasoning_tokens bigint      NOT NULL CHECK (reasoning_tokens BETWEEN 0 AND output_tokens),
  charge        numeric(39,18) NOT NULL CHECK (charge >= 0),
  overrun       numeric(39,18) NOT NULL CHECK (overrun BETWEEN 0 AND charge),
  cost          numeric(39,18) CHECK (cost >= 0),
  flags         text[],
  delivered     boolean,
  facts         bytea          NOT NULL,
  CHECK (state = 'settled' OR charge = 0 AND input_tokens = 0 AND output_tokens = 0),
  PRIMARY KEY (node, sequence, admitted_at)
) PARTITION BY RANGE (admitted_at);
COMMENT ON COLUMN calls.cost IS 'what the provider gets; null if that is not known or nothing was charged';
COMMENT ON COLUMN calls.delivered IS 'whether the client got the end; null if nothing is known';
CREATE INDEX calls_time ON calls (admitted_at);
CREATE INDEX calls_organization ON calls (organization, admitted_at);
CREATE INDEX calls_key ON calls (key, admitted_at);

-- Calls that had not ended when the fold committed last.
CREATE TABLE open_calls (
  node         integer     NOT NULL,
  epoch        integer     NOT NULL,
  sequence     bigint      NOT NULL CHECK (sequence > 0),
  admitted_at  timestamptz NOT NULL,
  organization bigint      NOT NULL,
  key          bigint      NOT NULL,
  facts        bytea       NOT NULL,
  PRIMARY KEY (node, sequence)
) WITH (autovacuum_enabled = off);
COMMENT ON TABLE open_calls IS 'vacuumed by the fold, which turns it over many times a minute';

-- Sums

-- Usage by the hour (UTC) of admission. Half-hour zones read the calls themselves.
CREATE TABLE usage_hours (
  series         integer        NOT NULL REFERENCES series,
  hour           timestamptz    NOT NULL CHECK (date_trunc('hour', hour, 'UTC') = hour),
  calls          bigint         NOT NULL CHECK (calls >= 0),
  settled        bigint         NOT NULL CHECK (settled BETWEEN 0 AND calls),
  input          bigint         NOT NULL CHECK (input >= 0),
  cached_input   bigint         NOT NULL CHECK (cached_input >= 0),
  cache_write    bigint         NOT NULL CHECK (cache_write >= 0),
  cache_write_1h bigint         NOT NULL CHECK (cache_write_1h >= 0),
  audio_input    bigint         NOT NULL CHECK (audio_input >= 0),
  image_input    bigint         NOT NULL CHECK (image_input >= 0),
  video_input    bigint         NOT NULL CHECK (video_input >= 0),
  output         bigint         NOT NULL CHECK (output >= 0),
  reasoning      bigint         NOT NULL CHECK (reasoning >= 0),
  audio_output   bigint         NOT NULL CHECK (audio_output >= 0),
  image_output   bigint         NOT NULL CHECK (image_output >= 0),
  charge         numeric(39,18) NOT NULL CHECK (charge >= 0),
  overrun        numeric(39,18) NOT NULL CHECK (overrun BETWEEN 0 AND charge),
  waived         numeric(39,18) NOT NULL,
  cost           numeric(39,18) NOT NULL CHECK (cost >= 0),
  unknown_cost   bigint         NOT NULL CHECK (unknown_cost BETWEEN 0 AND settled),
  estimated_cost numeric(39,18) NOT NULL CHECK (estimated_cost >= 0),
  audited        bigint         NOT NULL CHECK (audited >= 0),
  billed_input   bigint         NOT NULL CHECK (billed_input >= 0),
  billed_output  bigint         NOT NULL CHECK (billed_output >= 0),
  counted_input  bigint         NOT NULL CHECK (counted_input >= 0),
  counted_output bigint         NOT NULL CHECK (counted_output >= 0),
  PRIMARY KEY (series, hour)
) WITH (fillfactor = 70);
CREATE INDEX usage_hours_hour ON usage_hours (hour);
COMMENT ON COLUMN usage_hours.waived IS 'what the charge lines exceed the charge by';
COMMENT ON COLUMN usage_hours.unknown_cost IS 'settled calls whose cost is not known';
COMMENT ON COLUMN usage_hours.audited IS
  'settled calls that we counted; billed_... and counted_... are of these';

-- What charges are made of: tokens of a class at a price; the amount is price x tokens.
CREATE TABLE line_hours (
  organization bigint         NOT NULL,
  hour         timestamptz    NOT NULL CHECK (date_trunc('hour', hour, 'UTC') = hour),
  currency     text           NOT NULL,
  model        text           NOT NULL,
  class        text           NOT NULL,
  per_million  numeric(19,12) NOT NULL CHECK (per_million >= 0),
  tokens       bigint         NOT NULL CHECK (tokens >= 0),
  PRIMARY KEY (organization, hour, currency, model, class, per_million)
) WITH (fillfactor = 70);
