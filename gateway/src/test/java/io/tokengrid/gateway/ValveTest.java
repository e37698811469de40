package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Position;
import org.junit.jupiter.api.Test;

/// When the provider waits for the client, and when it does not (exactness B7, C4).
class ValveTest {
    private static final CallId CALL = new CallId(new Position(1, 1, 1));

    private final FakeClient client = new FakeClient();
    private final Provider provider = new Provider();
    private final Valve valve = open();

    private Valve open() {
        var valve = new Valve(reply(), CALL, true, false, _ -> true);
        valve.source(provider);
        valve.open();
        return valve;
    }

    private Reply reply() {
        return new Reply(client);
    }

    private void write() {
        valve.pass(Bytes.of("data: {}\n\n"));
    }

    @Test
    void a_crowded_client_makes_the_provider_wait_until_it_has_taken_what_there_is() {
        write();
        assertThat(provider.waits).isFalse();

        client.stopTaking();
        write();
        assertThat(provider.waits).isTrue();

        client.takeAll();
        assertThat(provider.waits).isFalse();
    }

    @Test
    void a_shut_valve_takes_a_bound_amount_and_goes_on_when_it_opens() {
        var shut = new Valve(reply(), CALL, true, false, _ -> true);
        shut.source(provider);
        shut.pass(Bytes.of(new byte[256 << 10]));
        assertThat(provider.waits).isFalse();

        shut.pass(Bytes.of("x"));
        assertThat(provider.waits).isTrue();

        shut.open();
        assertThat(provider.waits).isFalse();
    }

    @Test
    void once_it_runs_free_no_later_write_to_a_crowded_client_makes_it_wait() {
        client.stopTaking();
        write();

        valve.runFree();
        assertThat(provider.waits).isFalse();
        write();

        assertThat(provider.waits).isFalse();
    }

    @Test
    void a_halt_holds_whatever_the_client_takes() {
        client.stopTaking();
        write();
        valve.halt();

        client.takeAll();
        assertThat(provider.waits).isTrue();
        valve.runFree();
        assertThat(provider.waits).isTrue();

        valve.goOn();
        assertThat(provider.waits).isFalse();
    }

    @Test
    void the_end_of_a_halt_does_not_crowd_the_client() {
        client.stopTaking();
        write();
        valve.halt();

        valve.goOn();

        assertThat(provider.waits).isTrue();
    }

    @Test
    void what_was_said_of_one_provider_does_not_hold_for_the_next() {
        valve.halt();
        var next = new Provider();

        valve.source(next);
        write();

        assertThat(next.waits).isFalse();
    }

    /// A provider that notes whether it was told to wait.
    private static final class Provider implements Valve.Source {
        private boolean waits;

        @Override
        public void pause() {
            waits = true;
        }

        @Override
        public void resume() {
            waits = false;
        }
    }
}
