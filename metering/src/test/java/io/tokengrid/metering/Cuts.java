package io.tokengrid.metering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Feeds a stream to a scanner in pieces of every kind.
final class Cuts {
    private Cuts() {}

    /// Gives `check` the same bytes whole, cut in two at every position, and byte by byte.
    static void everywhere(byte[] stream, Consumer<List<byte[]>> check) {
        check.accept(List.of(stream));
        for (int cut = 1; cut < stream.length; cut++) {
            check.accept(
                    List.of(
                            Arrays.copyOfRange(stream, 0, cut),
                            Arrays.copyOfRange(stream, cut, stream.length)));
        }
        List<byte[]> single = new ArrayList<>();
        for (byte b : stream) {
            single.add(new byte[] {b});
        }
        check.accept(single);
    }

    /// Runs a scanner over the pieces, each inside of a larger array, as a network buffer is.
    static SseScanner.Outcome feed(List<byte[]> pieces, SseScanner.Sink sink) {
        SseScanner scanner = new SseScanner();
        for (byte[] piece : pieces) {
            byte[] larger = new byte[piece.length + 7];
            Arrays.fill(larger, (byte) '\n');
            System.arraycopy(piece, 0, larger, 3, piece.length);
            scanner.feed(larger, 3, 3 + piece.length, sink);
            Arrays.fill(larger, (byte) '!');
        }
        return scanner.end(sink);
    }
}
