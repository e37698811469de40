package io.tokengrid.storage.postgres;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The settings the embedded server runs with.
///
/// They are given on the command line, where neither `postgresql.conf` nor `ALTER SYSTEM` can
/// override them: the server's durability does not depend on a file that someone edited.
final class ServerSettings {
    private ServerSettings() {}

    /// The arguments of `postgres` for this data folder and port.
    static List<String> arguments(Path data, int port) {
        List<String> arguments = new ArrayList<>(List.of("-D", data.toString()));
        all(port).forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        return arguments;
    }

    static Map<String, String> all(int port) {
        Map<String, String> settings = new LinkedHashMap<>();

        // Reachable from this machine alone, by password.
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(port));
        settings.put("unix_socket_directories", "");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("max_connections", "40");

        // A crash loses at most the last moments, never consistency; a fold's position is in the
        // same transaction as its rows, so what is lost is folded again.
        settings.put("fsync", "on");
        settings.put("full_page_writes", "on");
        settings.put("synchronous_commit", "off");

        // Folds write in large batches: few checkpoints, and less log. Nothing replicates from here
        // (the journal does), so the log need not carry what only a standby reads.
        settings.put("wal_level", "minimal");
        settings.put("max_wal_senders", "0");
        settings.put("wal_compression", "on");
        settings.put("wal_buffers", "16MB");
        settings.put("min_wal_size", "256MB");
        settings.put("max_wal_size", "2GB");
        settings.put("checkpoint_timeout", "15min");
        settings.put("checkpoint_completion_target", "0.9");

        // A modest guest on a machine that it shares with the gateway.
        settings.put("shared_buffers", "128MB");
        settings.put("work_mem", "8MB");
        settings.put("maintenance_work_mem", "64MB");
        settings.put("max_worker_processes", "4");
        settings.put("max_parallel_workers", "2");
        settings.put("max_parallel_workers_per_gather", "1");
        settings.put("random_page_cost", "1.1");
        settings.put("jit", "off");

        // Standard error is read by us (ServerGuard), which relies on the English text.
        settings.put("log_destination", "stderr");
        settings.put("logging_collector", "off");
        settings.put("log_line_prefix", "");
        settings.put("lc_messages", "C");
        settings.put("log_timezone", "UTC");
        settings.put("timezone", "UTC");
        return settings;
    }
}
