package io.tokengrid.app.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Which cores may be used, and who runs on which. What is measured has the first to itself; what
/// measures it shares the second.
///
/// @param allowed as Linux writes lists, such as `0-3,6`
/// @param measured number of the core of what is measured
/// @param measuring number of the core of load, upstream, database and folds
record Cores(String allowed, int count, int measured, int measuring) {

    /// Those that this process may run on.
    static Cores ofThisProcess() throws IOException {
        return parse(Proc.field(ProcessHandle.current().pid(), "Cpus_allowed_list"));
    }

    static Cores parse(String allowed) {
        var cores = new ArrayList<Integer>();
        for (String range : List.of(allowed.split(",", -1))) {
            List<String> ends = List.of(range.strip().split("-", -1));
            int last = Integer.parseInt(ends.getLast());
            for (int core = Integer.parseInt(ends.getFirst()); core <= last; core++) {
                cores.add(core);
            }
        }
        return new Cores(
                allowed, cores.size(), cores.getFirst(), cores.get(Math.min(1, cores.size() - 1)));
    }

    /// Words to put before a command, so that it has the measured core alone.
    List<String> alone() {
        return List.of("taskset", "-c", Integer.toString(measured));
    }

    void measuring(long process) {
        move(process, Integer.toString(measuring));
    }

    void everywhere(long process) {
        move(process, allowed);
    }

    /// Moves one thread only.
    void measuringThread(long thread) {
        Child.output(
                List.of("taskset", "-p", "-c", Integer.toString(measuring), Long.toString(thread)));
    }

    private static void move(long process, String cores) {
        Child.output(List.of("taskset", "-a", "-p", "-c", cores, Long.toString(process)));
    }
}
