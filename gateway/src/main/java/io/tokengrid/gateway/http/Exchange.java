package io.tokengrid.gateway.http;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One request of a client and its answer. The answer is given whole by [#answer], or begun by
/// [#begin] and ended by [#end] or [#abort]; once the client is gone, all of these do nothing.
/// Confined to its event loop.
public interface Exchange {
    /// Takes exchanges, one at a time of each connection.
    interface Handler {
        /// Takes a request when its head is there. Its body is dropped unless it is received or the
        /// exchange is paused before this returns.
        void requested(Exchange exchange);

        /// Answers what is no request; the connection closes afterwards.
        void malformed(Exchange exchange, Malformed why);
    }

    /// Hears the body of a request: its pieces, then its end or that it took too long.
    interface Body {
        /// @param piece is the hearer's from here on
        void arrived(byte[] piece);

        void ended();

        /// The time for it is over; the connection closes after the answer, which is given at once.
        void tooSlow();
    }

    /// Hears, once, what became of an answer that has ended.
    interface Sent {
        /// @param complete whether all of it went to the client's system
        void sent(boolean complete);
    }

    /// The request's method, such as `GET`.
    String method();

    /// The path that is asked for, as it was sent; with an absolute target, without its beginning.
    String path();

    /// What stands behind the path's question mark; null if there is none.
    @Nullable String query();

    /// The first value of a header field, whatever the case of its name; null if there is none.
    @Nullable String header(String name);

    /// Gives each header field, with its name in lower case.
    void eachHeader(BiConsumer<String, String> to);

    /// The length of the body in bytes as it was announced; -1 if it was not.
    long announced();

    /// Takes the body; a client that waits for a word to send it (`Expect: 100-continue`) gets it.
    void receive(Body body);

    /// Takes no more of the body: what is still to come is dropped, up to a limit, beyond which the
    /// connection closes.
    void drop();

    /// Nothing of the body arrives until [#resume].
    void pause();

    void resume();

    /// Whether the client left before its answer had ended.
    boolean gone();

    /// Runs once when the client leaves before its answer has ended; at once if it has left.
    void whenGone(Runnable action);

    /// Gives a whole answer.
    void answer(AnswerHead head, Bytes body, Sent then);

    default void answer(AnswerHead head, Bytes body) {
        answer(head, body, _ -> {});
    }

    /// Begins an answer whose length is not known. It goes out with the first of its bytes.
    void begin(AnswerHead head);

    /// Whether an answer was begun or given.
    boolean begun();

    /// Sends the next bytes of an answer that was begun.
    void write(Bytes bytes);

    /// Whether the client takes less than it is given.
    boolean full();

    /// Runs whenever that is over.
    void whenDrained(Runnable action);

    /// Sends the last bytes of an answer that was begun.
    void end(Bytes last, Sent then);

    /// Closes the connection, so that the client knows that its answer is not complete.
    void abort();
}
