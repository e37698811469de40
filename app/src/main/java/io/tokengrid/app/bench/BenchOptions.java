package io.tokengrid.app.bench;

import java.nio.file.Path;
import java.util.Set;

/// What a run of the suite is to do.
///
/// @param quick shorter and fewer rounds, whose figures are coarse
/// @param measurements those to make
/// @param folder an empty one, on the disk that is to be measured; the caller deletes it
/// @param mainClass the program's, to start it once more
public record BenchOptions(
        boolean quick, Set<Measurement> measurements, Path folder, String mainClass) {
    public BenchOptions {
        measurements = Set.copyOf(measurements);
    }
}
