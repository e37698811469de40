package io.tokengrid.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;

/// An HTTP request with its whole body.
///
/// @param path without the query
/// @param body on the heap, without a count of references to care for
/// @param keepAlive whether the connection stays open after the answer
/// @param chunks whether the client understands chunked transfer encoding (HTTP/1.1)
record Request(
        HttpMethod method,
        String path,
        HttpHeaders headers,
        ByteBuf body,
        boolean keepAlive,
        boolean chunks) {}
