package io.tokengrid.app;

import picocli.CommandLine.Command;

/// `tokengrid prices`: what models cost according to others.
@Command(
        name = "prices",
        description = {
            "Looks up list prices of models, takes them over from other programs, and finds where",
            "sources disagree. None of them is charged unless a configuration says so."
        },
        mixinStandardHelpOptions = true)
final class PricesCommand {}
