package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/// A bare connection, for what no HTTP client would send or show.
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final StringBuilder read = new StringBuilder();

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    void send(String bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes.getBytes(ISO_8859_1));
        out.flush();
    }

    /// Reads up to and with the mark; what was read, without what earlier calls returned.
    String readUntil(String mark) throws IOException {
        while (read.indexOf(mark) < 0) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                throw new IOException("the end came before " + mark + ": " + read);
            }
            read.append((char) b);
        }
        String text = read.toString();
        read.setLength(0);
        return text;
    }

    /// Reads to the end of the connection.
    String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
