-- By what a book was published: the configuration, or a client of the API. Null where that was not recorded yet.
ALTER TABLE price_books ADD COLUMN published_by text CHECK (published_by IN ('file', 'api'));
