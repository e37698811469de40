package io.tokengrid.app.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command that starts this program once more, as the launcher would: the same Java, class path
/// and flags. A server's heap is fixed, so its largest is also its first.
final class Launch {
    private static final String LARGEST_HEAP = "-Xmx";
    private static final String FIRST_HEAP = "-Xms";

    private Launch() {}

    static List<String> command(String mainClass, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(serverFlags(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        return command;
    }

    static List<String> serverFlags(List<String> flags) {
        var server = new ArrayList<String>();
        for (String flag : flags) {
            if (flag.startsWith(LARGEST_HEAP)) {
                server.add(FIRST_HEAP + flag.substring(LARGEST_HEAP.length()));
            }
            if (!flag.startsWith(FIRST_HEAP)) {
                server.add(flag);
            }
        }
        return server;
    }
}
