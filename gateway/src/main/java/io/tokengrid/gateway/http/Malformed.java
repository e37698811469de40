package io.tokengrid.gateway.http;

/// Why bytes of a client are no request that is understood.
public enum Malformed {
    /// They are not HTTP, or could be read in more than one way.
    SYNTAX,
    /// The request line is longer than it may be.
    LINE_TOO_LONG,
    /// The header is larger than it may be.
    HEADER_TOO_LARGE,
    /// Neither HTTP/1.1 nor HTTP/1.0.
    VERSION
}
