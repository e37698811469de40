package io.tokengrid.gateway;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An answer of the control plane.
///
/// @param status the HTTP status
/// @param headers to be sent; the length is added
/// @param body may be empty
/// @param file whose content is sent instead of the body, and that is deleted then; null for none
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared as a record
public record ControlResponse(
        int status, Map<String, String> headers, byte[] body, @Nullable Path file) {
    public ControlResponse(int status, Map<String, String> headers, byte[] body) {
        this(status, headers, body, null);
    }

    public static ControlResponse of(int status, Map<String, String> headers, Path file) {
        return new ControlResponse(status, headers, new byte[0], file);
    }
}
