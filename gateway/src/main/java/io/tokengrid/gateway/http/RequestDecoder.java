package io.tokengrid.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Netty's decoder of requests, with its strict rules, and without what it still lets pass:
/// whatever two recipients could read in two ways is [Malformed] (RFC 9112 sections 2.2, 3, 5.2, 6
/// and 11.2). It stops between two messages while its connection is busy, so that what waits there
/// are bytes.
final class RequestDecoder extends HttpRequestDecoder {
    static final int MAX_LINE = 8 << 10;
    static final int MAX_HEADER = 32 << 10;
    private static final int MAX_FIELDS = 200;
    private static final int MAX_PIECE = 64 << 10;

    /// What chunks may have of extensions and trailers, beyond a line of usual length for each.
    private static final int MAX_EXCESS = 16 << 10;

    private static final int USUAL_CHUNK_LINE = 16;

    private static final HttpDecoderConfig CONFIG =
            new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_LINE)
                    .setMaxHeaderSize(MAX_HEADER)
                    .setMaxChunkSize(MAX_PIECE)
                    .setStrictLineParsing(true)
                    .setUseRfc9112TransferEncoding(true)
                    .setAllowDuplicateContentLengths(false);

    private static final String NO_TOKEN = "\"(),/:;<=>?@[\\]{}";
    private static final String NOT_IN_HOST = " \t,/@\\?#";

    /// What stands for several values: no host or coding can be that.
    private static final String MANY = ",";

    private static final String OLD_WEB_SOCKET = "sec-websocket-key1";

    private final ClientConnection connection;
    private @Nullable ChannelHandlerContext context;
    private boolean decoding;
    private boolean stopped;

    // Of the message at hand: whether its head is still to come, with its first line; whether
    // anything of that has come; what its fields and chunks took.
    private boolean inHead = true;
    private boolean inFirstLine = true;
    private boolean begun;
    private int fields;
    private int lengths;
    private long excess;

    RequestDecoder(ClientConnection connection) {
        super(CONFIG);
        this.connection = connection;
    }

    /// Whether the head of a request has begun to arrive.
    boolean begun() {
        return begun;
    }

    /// Whether bytes wait to be decoded.
    boolean holds() {
        return actualReadableBytes() > 0;
    }

    /// Decodes what waits, as far as the connection takes it.
    void proceed() throws Exception {
        ChannelHandlerContext at = context;
        if (!decoding && at != null && holds()) {
            channelRead(at, Unpooled.EMPTY_BUFFER);
        }
    }

    /// Drops whatever comes from here on.
    void stop() {
        stopped = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
        context = ctx;
        boolean nested = decoding;
        decoding = true;
        try {
            super.channelRead(ctx, bytes);
        } finally {
            decoding = nested;
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
            throws Exception {
        if (stopped) {
            connection.dropped(in.readableBytes());
            in.skipBytes(in.readableBytes());
            return;
        }
        if (connection.isBusy()) {
            return;
        }
        int from = in.readerIndex();
        int first = out.size();
        begun = inHead;
        super.decode(ctx, in, out);
        Malformed fault = fault(out, first);
        if (fault == null) {
            fault = inHead ? faultOfHead(in, from, out, first) : faultOfBody(in, from, out, first);
        }
        if (fault != null) {
            stopped = true;
            forget(out, first);
            out.add(fault);
        } else if (out.size() > first) {
            begin(!(out.getLast() instanceof LastHttpContent));
        }
    }

    /// What has no end when the client leaves is no request.
    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        in.skipBytes(in.readableBytes());
    }

    /// Counts lengths, of which Netty takes the first where the version is HTTP/1.0.
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        AsciiString name = super.splitHeaderName(line, start, length);
        if (inHead && HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
            lengths++;
        }
        return name;
    }

    /// What comes next of a message: its body if it has one, or else the head of the next.
    private void begin(boolean body) {
        inHead = !body;
        begun = false;
        if (!body) {
            inFirstLine = true;
            fields = 0;
            lengths = 0;
            excess = 0;
        }
    }

    private static void forget(List<Object> out, int first) {
        while (out.size() > first) {
            if (out.removeLast() instanceof HttpContent content) {
                content.release();
            }
        }
    }

    /// What Netty found.
    private static @Nullable Malformed fault(List<Object> out, int first) {
        for (int i = first; i < out.size(); i++) {
            if (out.get(i) instanceof HttpObject part && part.decoderResult().isFailure()) {
                return switch (part.decoderResult().cause()) {
                    case TooLongHttpLineException _ -> Malformed.LINE_TOO_LONG;
                    case TooLongHttpHeaderException _ -> Malformed.HEADER_TOO_LARGE;
                    default -> Malformed.SYNTAX;
                };
            }
        }
        return null;
    }

    /// Judges the lines that were just taken, and the request if it is there.
    private @Nullable Malformed faultOfHead(ByteBuf in, int from, List<Object> out, int first) {
        int to = in.readerIndex();
        int at = from;
        if (inFirstLine) {
            while (at < to && isLineEnd(in.getByte(at))) {
                at++;
            }
            if (at == to) {
                return null;
            }
            int end = endOfLine(in, at, to);
            if (!isRequestLine(in, at, end)) {
                return Malformed.SYNTAX;
            }
            inFirstLine = false;
            at = end + 2;
        }
        while (at < to) {
            // A line that goes on with the field before it (obs-fold).
            if (in.getByte(at) == ' ' || in.getByte(at) == '\t') {
                return Malformed.SYNTAX;
            }
            if (++fields > MAX_FIELDS) {
                return Malformed.HEADER_TOO_LARGE;
            }
            at = endOfLine(in, at, to) + 2;
        }
        return out.size() > first && out.get(first) instanceof HttpRequest request
                ? faultOf(request)
                : null;
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    /// Where the CRLF of a line stands that was taken whole.
    private static int endOfLine(ByteBuf in, int from, int to) {
        return in.indexOf(from, to, (byte) '\n') - 1;
    }

    /// A method, a target and a version with one space between two of them.
    private static boolean isRequestLine(ByteBuf in, int from, int to) {
        int spaces = 0;
        for (int i = from; i < to; i++) {
            byte b = in.getByte(i);
            if (b == ' ') {
                spaces++;
            } else if (b < ' ' || b == 0x7f || (spaces == 0 && NO_TOKEN.indexOf(b) >= 0)) {
                return false;
            }
        }
        return spaces == 2 && in.getByte(from) != ' ';
    }

    private @Nullable Malformed faultOf(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        HttpHeaders headers = request.headers();
        if (version != HttpVersion.HTTP_1_1 && version != HttpVersion.HTTP_1_0) {
            return Malformed.VERSION;
        }
        String coding = single(headers, HttpHeaderNames.TRANSFER_ENCODING);
        String host = single(headers, HttpHeaderNames.HOST);
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        boolean sound =
                isTarget(request)
                        && lengths <= 1
                        && (host == null
                                ? version == HttpVersion.HTTP_1_0
                                : host.chars().noneMatch(c -> NOT_IN_HOST.indexOf(c) >= 0))
                        && (coding == null
                                || HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding))
                        && (length == null || length.chars().allMatch(c -> c >= '0' && c <= '9'))
                        // Netty takes eight bytes after such a head for its body.
                        && !headers.contains(OLD_WEB_SOCKET);
        return sound ? null : Malformed.SYNTAX;
    }

    /// The only value of a field; null if there is none.
    private static @Nullable String single(HttpHeaders headers, CharSequence name) {
        Iterator<String> values = headers.valueStringIterator(name);
        if (!values.hasNext()) {
            return null;
        }
        String value = values.next();
        return values.hasNext() ? MANY : value;
    }

    /// A path, a whole address, or what the two other methods have.
    private static boolean isTarget(HttpRequest request) {
        String target = request.uri();
        return target.startsWith("/")
                || target.contains("://")
                || switch (request.method().name()) {
                    case "OPTIONS" -> target.equals("*");
                    case "CONNECT" -> true;
                    default -> false;
                };
    }

    /// Judges how much a body in chunks takes beside what it says.
    private @Nullable Malformed faultOfBody(ByteBuf in, int from, List<Object> out, int first) {
        long said = 0;
        for (int i = first; i < out.size(); i++) {
            if (out.get(i) instanceof HttpContent content) {
                said += content.content().readableBytes();
            }
        }
        long beside = in.readerIndex() - from - said;
        long usual = said == 0 ? 0 : USUAL_CHUNK_LINE + 2 * said;
        excess = Math.max(0, excess + beside - usual);
        return excess > MAX_EXCESS ? Malformed.SYNTAX : null;
    }
}
