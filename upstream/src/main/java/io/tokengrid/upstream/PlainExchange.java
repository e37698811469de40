package io.tokengrid.upstream;

/// Answers at once and in full.
///
/// @param whenEnded runs when the last byte was written or the client is gone, perhaps twice
record PlainExchange(Connection connection, Reply reply, boolean keepAlive, Runnable whenEnded)
        implements Exchange {
    @Override
    public void start() {
        connection
                .write(reply.bytes(keepAlive))
                .addListener(_ -> {
                    whenEnded.run();
                    connection.done(keepAlive);
                });
    }

    @Override
    public void closed() {
        whenEnded.run();
    }
}
