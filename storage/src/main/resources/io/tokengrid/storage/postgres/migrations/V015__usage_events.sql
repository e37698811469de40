-- Usage that did not pass the gateway, by what its reporter calls it: reported once for each name.
-- All about it stands in `calls`.
CREATE TABLE usage_events (
  organization bigint      NOT NULL,
  source       text        NOT NULL,
  id           text        NOT NULL,
  node         integer     NOT NULL,
  sequence     bigint      NOT NULL CHECK (sequence > 0),
  admitted_at  timestamptz NOT NULL,
  PRIMARY KEY (organization, source, id)
);
COMMENT ON COLUMN usage_events.admitted_at IS 'when it was used, as in calls';
