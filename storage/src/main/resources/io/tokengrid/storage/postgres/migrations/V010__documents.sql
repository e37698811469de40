-- Invoices, statements of settled charges and credit notes, for ever as they were issued, and what
-- documents say about customers.
CREATE TABLE documents (
  name         text           PRIMARY KEY,
  series       text           NOT NULL,
  number       bigint         NOT NULL CHECK (number > 0),
  organization bigint         NOT NULL REFERENCES organizations,
  kind         text           NOT NULL
    CHECK (kind IN ('invoice', 'settled-invoice', 'chargeback', 'credit-note')),
  currency     text           NOT NULL,
  period_from  timestamptz    NOT NULL,
  period_to    timestamptz    NOT NULL CHECK (period_to > period_from),
  cut          timestamptz    NOT NULL CHECK (cut >= period_to),
  net          numeric(39,18) NOT NULL,
  tax          numeric(39,18) NOT NULL,
  total        numeric(39,18) NOT NULL CHECK (total = net + tax),
  owed         numeric(39,18) NOT NULL,
  credits      text           REFERENCES documents,
  issued_at    timestamptz    NOT NULL,
  digest       bytea          NOT NULL CHECK (digest = sha256(document)),
  document     bytea          NOT NULL,
  node         integer        NOT NULL,
  sequence     bigint         NOT NULL CHECK (sequence > 0),
  UNIQUE (series, number),
  CHECK ((kind = 'credit-note') = (credits IS NOT NULL))
);
CREATE INDEX documents_organization ON documents (organization, issued_at, name);
CREATE INDEX documents_credits ON documents (credits) WHERE credits IS NOT NULL;
COMMENT ON COLUMN documents.owed IS 'by how much it changed what the customer owes';

CREATE TABLE billing_profiles (
  organization bigint      PRIMARY KEY REFERENCES organizations,
  profile      bytea       NOT NULL,
  set_at       timestamptz NOT NULL
);

-- Tax and rounding of invoices, and credits, move wallets too. An invoice's number is no reference of
-- the customer's.
ALTER TABLE funding
  DROP CONSTRAINT funding_pkey,
  ADD PRIMARY KEY (organization, kind, reference),
  DROP CONSTRAINT funding_kind_check,
  ADD CONSTRAINT funding_kind_check
    CHECK (kind IN ('top-up', 'adjustment', 'invoice', 'credit-note')),
  DROP CONSTRAINT funding_check,
  DROP CONSTRAINT funding_check1,
  ADD CONSTRAINT funding_received_check CHECK (kind <> 'top-up' OR amount > 0),
  ADD CONSTRAINT funding_explained_check CHECK ((kind = 'top-up') = (reason IS NULL));
CREATE UNIQUE INDEX funding_reference ON funding (organization, reference) WHERE kind <> 'invoice';
