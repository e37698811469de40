package io.tokengrid.upstream;

/// An exchange that begins some time after its request.
final class Delayed implements Exchange {
    private final Connection connection;
    private final Exchange exchange;
    private final long nanos;
    private boolean started;
    private boolean gone;

    Delayed(Connection connection, Exchange exchange, long nanos) {
        this.connection = connection;
        this.exchange = exchange;
        this.nanos = nanos;
    }

    @Override
    public void start() {
        connection.after(
                nanos,
                () -> {
                    if (!gone) {
                        started = true;
                        exchange.start();
                    }
                });
    }

    @Override
    public void writable() {
        if (started) {
            exchange.writable();
        }
    }

    @Override
    public void closed() {
        gone = true;
        exchange.closed();
    }
}
