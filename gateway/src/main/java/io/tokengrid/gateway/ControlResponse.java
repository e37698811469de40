package io.tokengrid.gateway;

import java.util.Map;

/// An answer of the control plane.
///
/// @param status the HTTP status
/// @param headers to be sent; the length is added
/// @param body may be empty
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared as a record
public record ControlResponse(int status, Map<String, String> headers, byte[] body) {}
