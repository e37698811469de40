package io.tokengrid.console;

/// A body that is no record of JSON: a text in YAML, of which JSON is a part.
record Document(String text) {}
