package io.tokengrid.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Status line and fields of an answer (RFC 9112 sections 4 and 5), as bytes; how its body is
/// framed is added by the [Exchange] that sends it. Not thread-safe.
public final class AnswerHead {
    private static final byte[][] STATUS_LINES = statusLines();
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final int ROOM = 320;
    private static final int LATIN_1 = 0xff;

    private final int status;
    private final Bytes bytes = new Bytes(ROOM);

    /// @param status from 200 to 599
    public AnswerHead(int status) {
        this.status = status;
        bytes.append(STATUS_LINES[status]);
    }

    /// The name of a field, ready to be written.
    public static final class Name {
        private final byte[] bytes;

        /// @param name a token
        public Name(String name) {
            bytes = (name + ": ").getBytes(StandardCharsets.US_ASCII);
        }
    }

    /// A whole field, ready to be written.
    public static final class Field {
        private final byte[] bytes;

        public Field(String name, String value) {
            var field = new AnswerHead(200);
            int from = field.bytes.length();
            field.with(new Name(name), value);
            bytes = Arrays.copyOfRange(field.bytes.array(), from, field.bytes.length());
        }
    }

    public AnswerHead with(Field field) {
        bytes.append(field.bytes);
        return this;
    }

    /// Adds a field.
    ///
    /// @param value of Latin-1 characters; others become question marks
    /// @throws IllegalArgumentException if it has a character that a value cannot have, so that no
    ///   value can end its line
    public AnswerHead with(Name name, String value) {
        bytes.append(name.bytes);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw new IllegalArgumentException(
                        "character " + (int) c + " in the value of a header field");
            }
            bytes.append((byte) (c > LATIN_1 ? '?' : c));
        }
        bytes.append(LINE_END);
        return this;
    }

    int status() {
        return status;
    }

    Bytes bytes() {
        return bytes;
    }

    private static byte[][] statusLines() {
        var lines = new byte[600][];
        for (int status = 200; status < lines.length; status++) {
            lines[status] =
                    ("HTTP/1.1 " + status + ' ' + reason(status) + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII);
        }
        return lines;
    }

    /// The phrases of RFC 9110 section 15 that this gateway uses; the others may be empty.
    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 302 -> "Found";
            case 304 -> "Not Modified";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "";
        };
    }
}
