package io.tokengrid.app;

import io.tokengrid.storage.NodeRepair;
import io.tokengrid.storage.segment.JournalCondition;
import io.tokengrid.storage.segment.JournalRefused;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tokengrid journal repair`: says whether the journal is sound; if it is not, what cutting it
/// there would lose, and cuts it when told to (exactness D1).
@Command(
        name = "repair",
        description = {
            "Reads the whole journal and says whether it is sound.",
            "If it is damaged: where, and what cutting it there would lose. Nothing is changed unless you say so."
        },
        mixinStandardHelpOptions = true)
final class JournalRepairCommand implements Callable<Integer> {
    @Mixin private ConfigChoice choice = new ConfigChoice();

    @Option(names = "--yes", description = "Cut without asking.")
    private boolean yes;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final InputStream in;

    /// @param in the answer is read from here
    JournalRepairCommand(InputStream in) {
        this.in = in;
    }

    @Override
    public Integer call() throws IOException {
        Path folder = choice.data();
        if (!NodeRepair.hasJournal(folder)) {
            throw new CommandFailure(
                    "there is no journal in " + folder, "name the data folder with --data");
        }
        try {
            return repair(folder);
        } catch (JournalRefused e) {
            throw new CommandFailure(
                    String.valueOf(e.getMessage()), "nothing was changed in " + folder, e);
        }
    }

    private int repair(Path folder) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        NodeRepair.Report report = NodeRepair.inspect(folder);
        DamageText.lines(report).forEach(out::println);
        if (report.condition() instanceof JournalCondition.Sound) {
            out.flush();
            return 0;
        }
        if (!report.canBegin()) {
            throw new CommandFailure(
                    "a node could not start from what a cut leaves: the journal begins with fact "
                            + report.oldest()
                            + " and no snapshot is older than the damage",
                    "put the missing segments back from journal.archive or from a copy");
        }
        if (!yes) {
            out.print("Cut the journal there? Type yes: ");
        }
        out.flush();
        if (!yes && !Agreement.given(in)) {
            throw new CommandFailure(
                    "the journal is damaged, and nothing was changed",
                    "restore the file from a copy, or run this again with --yes");
        }
        NodeRepair.cut(folder, report);
        out.println("The journal was cut after fact " + report.condition().lastSequence() + ".");
        out.flush();
        return 0;
    }
}
