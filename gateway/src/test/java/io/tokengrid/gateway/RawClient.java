package io.tokengrid.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// A client that writes exactly what a test wants.
final class RawClient implements AutoCloseable {
    /// An answer with its head in lower case.
    record Answer(int status, String head, String body) {}

    private final Socket socket;
    private final InputStream in;

    private RawClient(int port) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(32 << 10);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new BufferedInputStream(socket.getInputStream(), 1 << 10);
    }

    static RawClient to(GatewayFixture grid) throws IOException {
        return new RawClient(grid.gateway().port());
    }

    InputStream in() {
        return in;
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /// Sends a chat call.
    ///
    /// @param headers further header lines
    void post(String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        write(head("content-length: " + bytes.length, headers) + body);
    }

    static String head(String length, String... headers) {
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: test\r\nauthorization: Bearer "
                + GatewayFixture.SECRET
                + "\r\n"
                + length
                + "\r\n"
                + String.join("", Arrays.stream(headers).map(h -> h + "\r\n").toList())
                + "\r\n";
    }

    /// Reads one answer with a content length, or only its head if it has none.
    Answer answer() throws IOException {
        var read = new StringBuilder();
        while (read.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended after '" + read + "'");
            }
            read.append((char) next);
        }
        String head = read.toString().toLowerCase(Locale.ROOT);
        int length =
                head.lines()
                        .filter(line -> line.startsWith("content-length: "))
                        .mapToInt(line -> Integer.parseInt(line.substring(16).strip()))
                        .findFirst()
                        .orElse(0);
        return new Answer(
                Integer.parseInt(head.substring(9, 12)),
                head,
                new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    /// Reads until the last chunk, and answers how many bytes that were.
    long readToEndOfChunks() throws IOException {
        long bytes = 0;
        long last = 0;
        while ((last & 0xffffffffffL) != 0x300d0a0d0aL) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended");
            }
            last = last << 8 | next;
            bytes++;
        }
        return bytes;
    }

    /// Whether the other side closes.
    boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException _) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
