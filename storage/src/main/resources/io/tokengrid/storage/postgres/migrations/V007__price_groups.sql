-- The groups of customers that an organization is in, for which price books have modifiers.
ALTER TABLE organizations ADD COLUMN price_groups text[] NOT NULL DEFAULT '{}';
