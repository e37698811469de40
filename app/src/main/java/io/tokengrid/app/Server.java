package io.tokengrid.app;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tokengrid.console.About;
import io.tokengrid.console.Console;
import io.tokengrid.console.ConsoleParts;
import io.tokengrid.console.ForwardGauge;
import io.tokengrid.gateway.Gateway;
import io.tokengrid.gateway.GatewayOptions;
import io.tokengrid.gateway.Meters;
import io.tokengrid.ledger.OverrunPolicy;
import io.tokengrid.ledger.TrialBalance;
import io.tokengrid.storage.NodeOptions;
import io.tokengrid.storage.NodeRepair;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.RestOptions;
import io.tokengrid.storage.RestRounds;
import io.tokengrid.storage.Retention;
import io.tokengrid.storage.Rounds;
import io.tokengrid.storage.postgres.Corrections;
import io.tokengrid.storage.postgres.DatabaseConfig;
import io.tokengrid.storage.postgres.Fold;
import io.tokengrid.storage.postgres.FoldOptions;
import io.tokengrid.storage.postgres.Ingestion;
import io.tokengrid.storage.postgres.LateDatabase;
import io.tokengrid.storage.postgres.ReRater;
import io.tokengrid.storage.postgres.Replica;
import io.tokengrid.storage.postgres.ReplicaStatus;
import io.tokengrid.storage.postgres.RestingRows;
import io.tokengrid.storage.postgres.Statement;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.storage.segment.JournalDamaged;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.storage.segment.JournalRefused;
import io.tokengrid.storage.segment.ReplicaFeed;
import io.tokengrid.storage.segment.SegmentArchive;
import io.tokengrid.units.OrganizationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The whole program, wired: the only place where its parts are made. It reads from top to bottom
/// as a call flows and stops in the opposite order.
final class Server implements AutoCloseable {
    static final int NODE = 1;

    /// One in so many bytes of the heap is for requests and whole answers: both are copied once on
    /// their way, and there must be room for the rest.
    private static final long BUFFER_PARTS = 3;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Config config;
    private final AdminKey adminKey;
    private final NodeStore store;
    private final LateDatabase database;
    private final @Nullable Replica replica;
    private final Fold fold;
    private final Views views;
    private final Rounds retention;
    private final ReRater reRater;
    private final Rounds rests;
    private final LearnedFile learned;
    private final ConfigReloader reloader;
    private final Gateway gateway;

    /// Starts everything; calls are taken when it returns. The database may still be starting.
    ///
    /// @param reread reads the configuration anew for a reload
    /// @throws CommandFailure for what its user can mend: a taken port, a held folder, refused
    ///   prices
    static Server start(Config config, Supplier<Config> reread) {
        Unsupported.refuse(config);
        Clock clock = Clock.systemUTC();
        try {
            return new Server(config, reread, clock);
        } catch (JournalDamaged e) {
            throw new CommandFailure(
                    String.valueOf(e.getMessage()), "a repair would lose " + loss(config), e);
        } catch (JournalRefused e) {
            throw new CommandFailure(
                    String.valueOf(e.getMessage()), "the data folder is " + config.data(), e);
        } catch (IOException e) {
            throw new CommandFailure(
                    String.valueOf(e.getMessage()),
                    "check listen.host, listen.port and the data folder " + config.data(),
                    e);
        }
    }

    private static String loss(Config config) {
        try {
            return DamageText.summary(NodeRepair.inspect(config.data()));
        } catch (IOException e) {
            return "what could not be found out: " + e.getMessage();
        }
    }

    private Server(Config config, Supplier<Config> reread, Clock clock) throws IOException {
        this.config = config;
        Instant started = clock.instant();
        Path data = Files.createDirectories(config.data());
        var random = new SecureRandom();
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

        adminKey = AdminKey.of(config.adminKey().orElse(null), data, random);
        store = NodeStore.open(data, NODE, nodeOptions(config), started);
        var unwinding = new Unwinding();
        unwinding.add(store);
        // Before anything is recorded that somebody waits for.
        ReplicaFeed feed =
                config.durability().replica() == Durability.Replica.POSTGRESQL
                        ? store.node().journal().replicate()
                        : null;
        try {
            var prices = new PricePublisher(store.node(), clock);
            learned = unwinding.add(LearnedFile.in(data));
            Offering offering = Offering.of(config, learned.learned());
            prices.publish(offering.prices());

            database = unwinding.add(LateDatabase.start(databaseConfig(config, data)));
            replica = feed == null ? null : unwinding.add(replica(config, feed));
            fold =
                    unwinding.add(
                            Fold.start(
                                    store.node().journal(),
                                    NODE,
                                    database,
                                    FoldOptions.defaults(),
                                    clock));
            new AuditMeters(fold.audit(), registry);
            views = new Views(database, fold, NODE);
            var corrections = new Corrections(store.node(), views, clock);
            reRater = unwinding.add(ReRater.start(store.node(), views, corrections, clock));
            retention =
                    unwinding.add(
                            Retention.start(
                                    store,
                                    fold::durablyFolded,
                                    keep(config),
                                    archive(config),
                                    clock));

            rests = unwinding.add(rests(config, clock));
            new AccountMeters(store.node(), registry);

            var running = new Running(config);
            reloader = new ConfigReloader(reread, learned.learned(), prices, running);
            var console =
                    new Console(
                            new ConsoleParts(
                                    store,
                                    views,
                                    corrections,
                                    reRater::all,
                                    new Ingestion(store.node(), views, clock),
                                    adminKey.digest(),
                                    config.usageKey()
                                            .map(key -> AdminKey.digest(key.value()))
                                            .orElse(null),
                                    new ConsoleParts.Operations(
                                            new About(Main.version(), NODE, started),
                                            () ->
                                                    Offerings.of(
                                                            running.gateway().catalogue(),
                                                            clock.instant()),
                                            running::plans,
                                            reloader,
                                            () -> forwards(running.gateway().meters()),
                                            new WrittenPrices(prices::configured),
                                            new BillProfiles(),
                                            this::replicaStatus,
                                            running::seller),
                                    clock,
                                    random));
            gateway =
                    unwinding.add(
                            Gateway.start(
                                    gatewayOptions(config),
                                    store.node(),
                                    offering.catalogue(),
                                    new MetricsPage(registry, adminKey.digest(), config, console),
                                    registry,
                                    data,
                                    clock));
            running.set(gateway);
            store.node().journal().onFailure(Server::journalFailed);
            gateway.ready(true);
        } catch (IOException | RuntimeException e) {
            unwinding.close();
            throw e;
        }
    }

    /// Where it listens, as a URL.
    String address() {
        return "http://" + config.listen().host() + ":" + gateway.port();
    }

    /// The statement of an organization from its beginning to now, with every call that has ended.
    Statement statement(OrganizationId organization, Duration patience)
            throws InterruptedException {
        store.node().journal().wake();
        views.awaitFolded(store.node().journal().lastSequence(), patience);
        Statement statement =
                views.statement(
                        organization, Instant.EPOCH, Instant.now().plus(Duration.ofDays(1)));
        if (statement == null) {
            throw new IllegalStateException("there is no organization " + organization);
        }
        return statement;
    }

    TrialBalance trialBalance() {
        return store.node().read(state -> state.ledger().trialBalance());
    }

    /// Reads the configuration anew and logs what became of it.
    void reload() {
        System.getLogger(Server.class.getName())
                .log(System.Logger.Level.INFO, "reload: {0}", reloader.reload());
    }

    /// The admin key if it was made just now.
    @Nullable String newAdminKey() {
        return adminKey.made();
    }

    /// Refuses new calls and lets the open ones finish for as long as the configuration says.
    ///
    /// @return whether all finished
    boolean drain() throws InterruptedException {
        return gateway.drain(config.drain());
    }

    /// Ends the calls that are still open.
    void cut() throws InterruptedException {
        gateway.cut();
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        learned.close();
        store.node().closeDoor();
        retention.close();
        reRater.close();
        rests.close();
        store.node().wakes().close();
        fold.close();
        if (replica != null) {
            replica.close();
        }
        database.close();
        store.close();
    }

    /// Read in this order, so that a call which begins in between makes no figure run ahead.
    private static ForwardGauge.Counts forwards(Meters meters) {
        long retries = meters.retries();
        long forwards = meters.forwards();
        return new ForwardGauge.Counts(forwards, retries, meters.holds());
    }

    /// What is on the disk is not known any more, so nothing may go on (exactness C2).
    private static void journalFailed(IOException cause) {
        System.getLogger(Server.class.getName())
                .log(System.Logger.Level.ERROR, "the journal failed; the process ends", cause);
        Runtime.getRuntime().halt(1);
    }

    /// Accounts that are quiet go to the database, and come back from there.
    private Rounds rests(Config config, Clock clock) {
        AccountSettings accounts = config.accounts();
        store.node()
                .wakes()
                .begin(
                        new RestingRows(database, NODE),
                        Math.toIntExact(accounts.loadsPerSecond()),
                        clock);
        return RestRounds.start(
                store.node(),
                views::foldedSequence,
                new RestOptions(accounts.active(), accounts.idle()),
                clock);
    }

    private static NodeOptions nodeOptions(Config config) {
        return new NodeOptions(
                journal(config),
                overrun(config),
                Math.toIntExact(config.limits().waitingPerAccount()));
    }

    static JournalOptions journal(Config config) {
        JournalOptions defaults = JournalOptions.defaults();
        return new JournalOptions(
                config.journal().segment().bytes(),
                defaults.segmentsAhead(),
                (int) Math.min(defaults.groupBytes(), config.journal().segment().bytes() / 4),
                defaults.bufferBytes(),
                defaults.maxLinger(),
                defaults.minFreeBytes());
    }

    private static Retention.Keep keep(Config config) {
        return new Retention.Keep(config.journal().keep(), config.journal().keepBytes().bytes());
    }

    private static @Nullable SegmentArchive archive(Config config) {
        Path folder = config.journal().archive().orElse(null);
        try {
            return folder == null ? null : SegmentArchive.in(folder);
        } catch (IOException e) {
            throw new CommandFailure(
                    "journal.archive: the folder " + folder + " cannot be made: " + e.getMessage(),
                    "name a folder that this user may write to, or leave journal.archive out",
                    e);
        }
    }

    private static OverrunPolicy overrun(Config config) {
        return switch (config.overrun()) {
            case CHARGE -> OverrunPolicy.CHARGE;
            case ABSORB -> OverrunPolicy.ABSORB;
        };
    }

    private static DatabaseConfig databaseConfig(Config config, Path data) {
        return config.database() instanceof Database.Embedded
                ? new DatabaseConfig.Embedded(data.resolve("postgres"))
                : externalDatabase(config);
    }

    private Replica replica(Config config, ReplicaFeed feed) {
        return Replica.start(NODE, store, feed, externalDatabase(config), database);
    }

    private @Nullable ReplicaStatus replicaStatus() {
        Replica kept = replica;
        return kept == null ? null : kept.status();
    }

    /// The database of a configuration with a replica.
    static DatabaseConfig.External externalDatabase(Config config) {
        return switch (config.database()) {
            case Database.External(String url, String user, Secret password) ->
                    new DatabaseConfig.External(url, user, password.value());
            case Database.Embedded() ->
                    throw new CommandFailure(
                            "the database is embedded, and its folder is in the data folder: it is"
                                    + " no replica",
                            "set database to the server that has the replica");
        };
    }

    private static GatewayOptions gatewayOptions(Config config) {
        Limits limits = config.limits();
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors());
        return new GatewayOptions(
                config.listen().host(),
                config.listen().port(),
                loops,
                Math.toIntExact(limits.body().bytes()),
                limits.buffers()
                        .map(ByteSize::bytes)
                        .orElse(Runtime.getRuntime().maxMemory() / BUFFER_PARTS),
                (int) Math.ceilDiv(limits.openCalls(), loops),
                (int) Math.ceilDiv(limits.connections(), loops),
                Math.toIntExact(limits.drainsPerKey()),
                limits.deadline(),
                CONNECT_TIMEOUT,
                config.holdWait(),
                config.durability().settle() == Durability.Settle.SOON,
                new GatewayOptions.KeptAnswers(
                        config.idempotency().keep(), config.idempotency().bytes().bytes()));
    }
}
