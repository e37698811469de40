package io.tokengrid.app;

import io.tokengrid.storage.NodeRepair;
import io.tokengrid.storage.postgres.DatabaseConfig;
import io.tokengrid.storage.postgres.DatabaseUnavailable;
import io.tokengrid.storage.postgres.ReplicaRefused;
import io.tokengrid.storage.postgres.ReplicaRestore;
import io.tokengrid.storage.segment.JournalRefused;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tokengrid journal restore`: makes a lost data folder anew from the replica in the
/// configuration's database (exactness C5).
@Command(
        name = "restore",
        description = {
            "Makes a lost data folder anew from the replica (durability.replica: postgresql).",
            "From then on a process that still runs on the old folder can promise nothing more."
        },
        mixinStandardHelpOptions = true)
final class JournalRestoreCommand implements Callable<Integer> {
    @Mixin private ConfigChoice choice = new ConfigChoice();

    @Option(names = "--yes", description = "Restore without asking.")
    private boolean yes;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final InputStream in;

    /// @param in the answer is read from here
    JournalRestoreCommand(InputStream in) {
        this.in = in;
    }

    @Override
    public Integer call() throws IOException {
        Config config = choice.config(Map.of());
        Path data = config.data();
        if (NodeRepair.hasJournal(data)) {
            throw new CommandFailure(
                    "there is a journal in " + data,
                    "name a new folder with --data, or move what is left of the journal away");
        }
        try {
            return restore(config, data);
        } catch (ReplicaRefused | DatabaseUnavailable e) {
            throw new CommandFailure(
                    String.valueOf(e.getMessage()), "nothing was made in " + data, e);
        } catch (JournalRefused e) {
            throw new CommandFailure(
                    String.valueOf(e.getMessage()),
                    "restore the tables replica_position and replica_groups from a backup of the database",
                    e);
        }
    }

    private int restore(Config config, Path data) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        DatabaseConfig.External database = Server.externalDatabase(config);
        ReplicaRestore.Found found = ReplicaRestore.look(Server.NODE, database);
        out.printf(
                "The replica has the facts %d to %d (%,d bytes) and %d snapshots.%n",
                found.first(), found.last(), found.bytes(), found.snapshots().size());
        if (!yes) {
            out.println(
                    "A process that still runs with the old folder takes no calls from now on.");
            out.print("Make the journal in " + data + "? Type yes: ");
        }
        out.flush();
        if (!yes && !Agreement.given(in)) {
            throw new CommandFailure("nothing was made in " + data, "run this again with --yes");
        }
        ReplicaRestore.run(Server.NODE, database, data, Server.journal(config));
        out.println("The journal is in " + data + "; ./tokengrid up goes on with it.");
        out.flush();
        return 0;
    }
}
