-- Subscriptions of organizations to plans, and the fees of their periods.
CREATE TABLE subscriptions (
  organization bigint      NOT NULL REFERENCES organizations,
  number       bigint      NOT NULL CHECK (number > 0),
  reference    text        NOT NULL,
  plan         text        NOT NULL,
  unit         text        NOT NULL,
  starts_at    timestamptz NOT NULL,
  ends_at      timestamptz CHECK (ends_at >= starts_at),
  agreed_at    timestamptz NOT NULL,
  PRIMARY KEY (organization, number),
  UNIQUE (organization, reference)
);
COMMENT ON COLUMN subscriptions.unit IS 'of account, such as units:token';

CREATE TABLE plan_periods (
  organization bigint         NOT NULL,
  subscription bigint         NOT NULL,
  starts_at    timestamptz    NOT NULL,
  ends_at      timestamptz    NOT NULL CHECK (ends_at > starts_at),
  fee          numeric(39,18) NOT NULL CHECK (fee >= 0),
  included     numeric(39,18) NOT NULL CHECK (included >= 0),
  opened_at    timestamptz    NOT NULL CHECK (opened_at >= starts_at),
  node         integer        NOT NULL,
  sequence     bigint         NOT NULL CHECK (sequence > 0),
  PRIMARY KEY (organization, subscription, starts_at),
  FOREIGN KEY (organization, subscription) REFERENCES subscriptions
);
COMMENT ON COLUMN plan_periods.included IS 'in the unit of the subscription';
CREATE INDEX plan_periods_time ON plan_periods (organization, opened_at);
