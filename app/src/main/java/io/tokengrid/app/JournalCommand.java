package io.tokengrid.app;

import picocli.CommandLine.Command;

/// `tokengrid journal`: what can be done with the journal of a node that is stopped.
@Command(
        name = "journal",
        description = "Looks after the journal of a node that is stopped.",
        mixinStandardHelpOptions = true)
final class JournalCommand {}
