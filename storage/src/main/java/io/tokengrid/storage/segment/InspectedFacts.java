package io.tokengrid.storage.segment;

/// Gets the facts of a journal that is inspected, encoded and in order. The bytes are valid during
/// the call.
public interface InspectedFacts {
    /// Takes no notice.
    InspectedFacts IGNORED =
            new InspectedFacts() {
                @Override
                public void kept(long sequence, byte[] bytes, int from, int length) {}

                @Override
                public void lost(byte[] bytes, int from, int length) {}
            };

    /// A fact before which all is sound.
    void kept(long sequence, byte[] bytes, int from, int length);

    /// A fact after the first damage that can be read.
    void lost(byte[] bytes, int from, int length);
}
