package io.tokengrid.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An upstream that writes exactly the bytes that a test wants, in exactly these pieces.
final class RawUpstream implements AutoCloseable {
    /// Answers one request.
    interface Script {
        void answer(Exchange exchange) throws IOException;
    }

    /// One request and where its answer goes.
    ///
    /// @param number of the request on its connection, from 1
    record Exchange(String head, String body, int number, Socket socket) {
        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /// One HTTP chunk.
        void chunk(byte[] bytes) throws IOException {
            write(Integer.toHexString(bytes.length) + "\r\n");
            write(bytes);
            write("\r\n");
        }

        void chunk(String text) throws IOException {
            chunk(text.getBytes(StandardCharsets.UTF_8));
        }

        void streamHead() throws IOException {
            write("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n");
            write("transfer-encoding: chunked\r\n\r\n");
        }

        void lastChunk() throws IOException {
            write("0\r\n\r\n");
        }

        void json(int status, String json) throws IOException {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            write(
                    "HTTP/1.1 "
                            + status
                            + " X\r\ncontent-type: application/json\r\ncontent-length: "
                            + bytes.length
                            + "\r\n\r\n");
            write(bytes);
        }

        /// To be thrown: closes the connection at once.
        static IOException hangUp() {
            return new SocketException("hang up");
        }

        /// To be thrown: resets the connection, as a host does that has forgotten it.
        IOException reset() throws IOException {
            socket.setSoLinger(true, 0);
            return hangUp();
        }
    }

    private final ServerSocket server;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private volatile Script script;

    RawUpstream(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /// What the next requests are answered with.
    void script(Script next) {
        script = next;
    }

    /// The bodies that came so far.
    List<String> bodies() {
        return bodies;
    }

    List<String> heads() {
        return heads;
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // It was closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            for (int number = 1; ; number++) {
                String head = head(in);
                if (head.isEmpty()) {
                    return;
                }
                int length =
                        head.lines()
                                .filter(line -> line.startsWith("content-length: "))
                                .mapToInt(line -> Integer.parseInt(line.substring(16).strip()))
                                .findFirst()
                                .orElse(0);
                String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                heads.add(head);
                bodies.add(body);
                script.answer(new Exchange(head, body, number, socket));
            }
        } catch (IOException _) {
            // The other side is gone, or the script hung up.
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
