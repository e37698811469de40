package io.tokengrid.app;

import java.util.logging.Level;
import java.util.logging.Logger;

/// What the program writes to standard error while it runs.
final class Logging {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OWN = Logger.getLogger("io.tokengrid");

    private Logging() {}

    /// One line for each entry; the libraries' only from warnings on.
    static void configure() {
        if (System.getProperty("java.util.logging.config.file") == null) {
            System.setProperty(
                    "java.util.logging.SimpleFormatter.format",
                    "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
            ROOT.setLevel(Level.WARNING);
            OWN.setLevel(Level.INFO);
        }
    }

    /// Leaves out everything but errors, for commands whose output is to be read.
    static void quiet() {
        ROOT.setLevel(Level.SEVERE);
        OWN.setLevel(Level.SEVERE);
    }
}
