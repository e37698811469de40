package io.tokengrid.app;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// UTF-8 text from a file or a pipe, whole or by lines, with a bound on what is held at a time. For
/// one thread.
final class TextInput implements AutoCloseable {
    /// The largest text or line, in bytes.
    static final int MAX_BYTES = 32 << 20;

    private final InputStream in;
    private int line;

    /// @param in closed with this
    TextInput(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /// The text of a file; throws [CommandFailure] if it cannot be read.
    static TextInput of(Path file) {
        try {
            return new TextInput(Files.newInputStream(file));
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot read " + file, "check the name, and that it is a file you may read", e);
        }
    }

    /// All that is left.
    String all() throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        return decoded(bytes, "the text");
    }

    /// The next line without its end (LF or CRLF); empty at the end of the input.
    Optional<String> next() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            return Optional.empty();
        }
        line++;
        var bytes = new ByteArrayOutputStream();
        while (octet >= 0 && octet != '\n' && bytes.size() <= MAX_BYTES) {
            bytes.write(octet);
            octet = in.read();
        }
        String text = decoded(bytes.toByteArray(), "line " + line);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    /// The number of the line that [#next] returned last, from 1.
    int line() {
        return line;
    }

    private static String decoded(byte[] bytes, String what) {
        if (bytes.length > MAX_BYTES) {
            throw new CommandFailure(
                    what + " is longer than " + (MAX_BYTES >> 20) + " MiB",
                    "split it and add the counts");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new CommandFailure(
                    what + " is not UTF-8", "convert it first, for example with iconv", e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
