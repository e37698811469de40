package io.tokengrid.gateway;

import io.tokengrid.gateway.http.AnswerHead;
import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.gateway.http.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// An answer that is a file: sent in pieces, the next one when the client has taken the last, so
/// that memory holds one or two of them however long it is. The file is deleted in the end.
final class FileAnswer {
    private static final System.Logger LOG = System.getLogger(FileAnswer.class.getName());
    private static final int PIECE = 64 << 10;

    /// A client that takes nothing for so long has gone.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Exchange exchange;
    private final Edge edge;
    private final AnswerHead head;
    private final Semaphore taken = new Semaphore(0);

    // Of the event loop.
    private boolean waiting;

    FileAnswer(Exchange exchange, Edge edge, AnswerHead head) {
        this.exchange = exchange;
        this.edge = edge;
        this.head = head;
    }

    /// Sends a file. Blocks until the client has it or is gone: for threads of the control plane.
    void send(Path file) {
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE)) {
            edge.run(this::begin);
            for (byte[] piece = in.readNBytes(PIECE);
                    piece.length > 0;
                    piece = in.readNBytes(PIECE)) {
                Bytes bytes = Bytes.of(piece);
                edge.run(() -> write(bytes));
                if (!taken.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IOException("the client takes nothing");
                }
            }
            edge.run(() -> exchange.end(new Bytes(), _ -> {}));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a file was not sent whole: {0}", e.getMessage());
            edge.run(exchange::abort);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            edge.run(exchange::abort);
        }
    }

    private void begin() {
        exchange.begin(head);
        exchange.whenDrained(this::goOn);
        exchange.whenGone(this::goOn);
    }

    /// What is written to a client that is gone is dropped, so all of the file is soon read.
    private void write(Bytes piece) {
        exchange.write(piece);
        waiting = true;
        if (!exchange.full()) {
            goOn();
        }
    }

    private void goOn() {
        if (waiting) {
            waiting = false;
            taken.release();
        }
    }
}
