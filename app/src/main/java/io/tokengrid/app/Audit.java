package io.tokengrid.app;

/// How much of the providers' reports is counted again.
record Audit(Share sample) {
    static Audit read(Section section) {
        return new Audit(section.get(Options.AUDIT_SAMPLE));
    }
}
