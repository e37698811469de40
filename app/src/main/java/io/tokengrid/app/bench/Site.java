package io.tokengrid.app.bench;

import java.nio.file.Path;
import java.util.function.Consumer;

/// Where a run happens.
///
/// @param folder an empty one on the disk that is measured
/// @param mainClass of the program
/// @param said progress, a line at a time
record Site(
        Path folder, String mainClass, Cores cores, BenchOptions options, Consumer<String> said) {

    boolean quick() {
        return options.quick();
    }
}
