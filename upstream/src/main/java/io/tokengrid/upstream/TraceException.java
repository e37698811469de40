package io.tokengrid.upstream;

import java.io.IOException;

/// A trace that cannot be read; the message begins with its name and the line.
public final class TraceException extends IOException {
    private static final long serialVersionUID = 1L;

    TraceException(String name, long line, String reason) {
        super(name + ":" + line + ": " + reason);
    }
}
