package io.tokengrid.storage.postgres;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;

/// A real PostgreSQL of our own, its programs, data and password in one folder.
///
/// ```
/// DATA/postgres/bin-18.6.0-HASH   the programs, unpacked once from the class path
/// DATA/postgres/data              the data folder, made by initdb, kept
/// DATA/postgres/password          of user `tokengrid`, random, readable by our user alone
/// DATA/postgres/lock, holder      one living process at a time, and which one
/// ```
///
/// It listens on a free port of 127.0.0.1 and asks for the password (scram-sha-256). It runs with
/// fsync and full-page writes on and `synchronous_commit` off ({@link ServerSettings} says why), as
/// an unprivileged user also when we are root ({@link Launch} says how). It ends with our process,
/// also when that is killed; if it could not, the next start finds it and stops it ({@link
/// Orphan}). A server that ends by itself is started again on the same port ({@link ServerGuard}).
///
/// Safe for use by several threads.
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());

    /// Initdb makes this database; the server holds nothing but ours, so it serves.
    private static final String DATABASE = "postgres";

    private static final int PORT_ATTEMPTS = 5;

    private final FolderLock lock;
    private final ServerGuard guard;
    private final DatabaseConfig.External address;
    private final int port;

    private EmbeddedPostgres(
            FolderLock lock, ServerGuard guard, DatabaseConfig.External address, int port) {
        this.lock = lock;
        this.guard = guard;
        this.address = address;
        this.port = port;
    }

    /// Starts the server of this folder, which is made on the first start, and waits until it takes
    /// connections: about three seconds the first time, half a second later on, longer if it must
    /// recover from a crash.
    ///
    /// @throws DatabaseUnavailable if another living process uses the folder (it is named), its
    ///   data is of another major version, PostgreSQL cannot run here, or the disk refuses
    public static EmbeddedPostgres start(Path folder) {
        return start(folder, Binaries.ofThisMachine());
    }

    static EmbeddedPostgres start(Path folder, Binaries binaries) {
        try {
            DataFolder files = DataFolder.at(folder);
            FolderLock lock = FolderLock.acquire(files.root());
            try {
                return startLocked(files, binaries, lock);
            } catch (Throwable e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DatabaseUnavailable(
                    "the embedded PostgreSQL cannot use its folder " + folder + ": " + e, e);
        }
    }

    private static EmbeddedPostgres startLocked(
            DataFolder files, Binaries binaries, FolderLock lock) throws IOException {
        files.requireVersion(binaries.majorVersion());
        Optional<Orphan> orphan = Orphan.of(files.data());
        if (orphan.isPresent()) {
            orphan.get().stop(files.data());
        }
        Path programs = binaries.unpacked(files.root());
        Binaries.deleteOthers(files.root(), programs);
        Path postgres = programs.resolve("bin/postgres");
        Launch launch = Launch.choose(postgres, files.owner());
        files.prepare(programs.resolve("bin/initdb"), launch);
        String password = files.password();
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            ServerGuard guard = new ServerGuard(server(files, postgres, launch, port));
            try {
                guard.start();
            } catch (DatabaseUnavailable e) {
                if (attempt < PORT_ATTEMPTS && portTaken(e)) {
                    continue;
                }
                throw new DatabaseUnavailable(
                        "PostgreSQL did not start on %s, as %s: %s"
                                .formatted(files.data(), launch.account(), e.getMessage()),
                        e);
            }
            LOG.log(
                    Level.INFO,
                    "PostgreSQL {0} on {1}, port {2}, as {3}",
                    binaries.version(),
                    files.data(),
                    Integer.toString(port),
                    launch.account());
            var address =
                    new DatabaseConfig.External(
                            "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE,
                            DataFolder.USER,
                            password);
            return new EmbeddedPostgres(lock, guard, address, port);
        }
    }

    /// Where and as whom to connect.
    public DatabaseConfig.External address() {
        return address;
    }

    /// The port on 127.0.0.1, the same until {@link #close}.
    public int port() {
        return port;
    }

    /// The process id of the server that runs now, or of the last one.
    public long pid() {
        return guard.pid();
    }

    /// Whether the server takes connections now; false while it is being started again.
    public boolean running() {
        return guard.ready();
    }

    /// Stops the server: open sessions are cut, everything is written, the folder is free again.
    @Override
    public void close() {
        guard.stop();
        try {
            lock.close();
        } catch (IOException e) {
            throw new DatabaseUnavailable(
                    "the lock of the data folder cannot be released: " + e, e);
        }
    }

    private static ProcessBuilder server(DataFolder files, Path postgres, Launch launch, int port)
            throws IOException {
        var arguments = ServerSettings.arguments(files.data(), port);
        ProcessBuilder builder =
                Commands.builder(files.root(), launch.guarded(postgres, arguments));
        // An id that PostgreSQL shall not take for its predecessor: pg_ctl's own way to say so.
        Orphan.stranger(files.data())
                .ifPresent(pid -> builder.environment().put("PG_GRANDPARENT_PID", pid.toString()));
        return builder;
    }

    private static boolean portTaken(DatabaseUnavailable failure) {
        return String.valueOf(failure.getMessage()).contains("Address already in use");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
