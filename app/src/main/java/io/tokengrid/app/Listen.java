package io.tokengrid.app;

/// Where calls come in.
///
/// @param port 0 for any free one
record Listen(String host, int port) {
    static Listen read(Section section) {
        return new Listen(section.get(Options.LISTEN_HOST), section.get(Options.LISTEN_PORT));
    }
}
