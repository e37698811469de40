package io.tokengrid.gateway;

import io.tokengrid.gateway.http.AnswerHead;
import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.gateway.http.Exchange;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A client whose queue is full when the test says so.
final class FakeClient implements Exchange {
    private boolean full;
    private boolean begun;
    private @Nullable Runnable drained;

    /// From now on it takes nothing.
    void stopTaking() {
        full = true;
    }

    void takeAll() {
        full = false;
        if (drained != null) {
            drained.run();
        }
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public @Nullable String query() {
        return null;
    }

    @Override
    public @Nullable String header(String name) {
        return null;
    }

    @Override
    public void eachHeader(BiConsumer<String, String> to) {}

    @Override
    public long announced() {
        return -1;
    }

    @Override
    public void receive(Body body) {}

    @Override
    public void drop() {}

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public boolean gone() {
        return false;
    }

    @Override
    public void whenGone(Runnable action) {}

    @Override
    public void answer(AnswerHead head, Bytes body, Sent then) {
        begun = true;
        then.sent(true);
    }

    @Override
    public void begin(AnswerHead head) {
        begun = true;
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public void write(Bytes bytes) {}

    @Override
    public boolean full() {
        return full;
    }

    @Override
    public void whenDrained(Runnable action) {
        drained = action;
    }

    @Override
    public void end(Bytes last, Sent then) {
        then.sent(true);
    }

    @Override
    public void abort() {}
}
