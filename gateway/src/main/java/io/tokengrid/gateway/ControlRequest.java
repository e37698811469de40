package io.tokengrid.gateway;

import java.util.Map;

/// A request to the control plane.
///
/// @param method in capitals, such as `GET`
/// @param path decoded, without the query, beginning with a slash
/// @param query decoded; of a repeated parameter the last
/// @param headers by lower-case name; of a repeated one the last
/// @param body at most 1 MiB
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared as a record
public record ControlRequest(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body) {}
