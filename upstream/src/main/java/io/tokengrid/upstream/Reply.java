package io.tokengrid.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/// A whole HTTP answer.
///
/// @param headers further header lines, each ended by CR LF
record Reply(int status, String headers, String body) {

    static Reply json(int status, String body) {
        return new Reply(status, "", body);
    }

    static Reply error(int status, String message, String code) {
        return json(status, ErrorBody.json(status, message, code));
    }

    ByteBuf bytes(boolean keepAlive) {
        byte[] utf8 = Json.utf8(body);
        return Unpooled.wrappedBuffer(head(status, headers, utf8.length, keepAlive), utf8);
    }

    static byte[] head(int status, String headers, long contentLength, boolean keepAlive) {
        String head =
                "HTTP/1.1 "
                        + HttpResponseStatus.valueOf(status)
                        + "\r\ncontent-type: application/json\r\ncontent-length: "
                        + contentLength
                        + "\r\n"
                        + headers
                        + (keepAlive ? "\r\n" : "connection: close\r\n\r\n");
        return head.getBytes(StandardCharsets.US_ASCII);
    }
}
