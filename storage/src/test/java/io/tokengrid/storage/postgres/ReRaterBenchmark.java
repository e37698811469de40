package io.tokengrid.storage.postgres;

import io.tokengrid.journal.Publisher;
import io.tokengrid.journal.RerateTally;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.Tariff;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.NodeOptions;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Price;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// How many settled calls a second a backdated price rates again, with every correction in the
/// journal and folded into the embedded PostgreSQL.
///
/// Run `main` with the test class path: how many calls, and of how many organizations.
final class ReRaterBenchmark {
    private ReRaterBenchmark() {}

    public static void main(String[] arguments)
            throws IOException, SQLException, InterruptedException {
        int calls = Integer.parseInt(arguments[0]);
        int organizations = Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory("re-rater-benchmark");
        TestFolders.letOthersPass(folder);
        InstantSource clock = InstantSource.system();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve("postgres"));
                Database database = Database.open(server.address());
                NodeStore store =
                        NodeStore.open(
                                folder.resolve("journal"),
                                FoldedNode.NUMBER,
                                NodeOptions.standard(JournalOptions.defaults()),
                                FoldedNode.BEGIN);
                Fold fold =
                        Fold.start(
                                store.node().journal(),
                                FoldedNode.NUMBER,
                                database::connection,
                                FoldOptions.defaults(),
                                clock)) {
            Node node = store.node();
            var views = new Views(database::connection, fold, FoldedNode.NUMBER);
            long began = System.nanoTime();
            var traffic =
                    new Traffic(node, Seeds.generator(7), FoldedNode.BEGIN, Duration.ofMillis(10))
                            .begin(organizations);
            for (int i = 0; i < calls; i++) {
                traffic.now = traffic.now.plusMillis(10);
                traffic.admit();
                traffic.settle();
                if (i % 1_000 == 0) {
                    traffic.durable();
                }
            }
            FoldedNode.await(fold, traffic.endAll().durable());
            System.out.printf("%,d calls were made in %.1f s%n", calls, seconds(began));
            var corrections = new Corrections(node, views, clock);
            try (ReRater reRater = ReRater.start(node, views, corrections, clock)) {
                for (String input : List.of("1.1", "1.2", "1.1", "1.1")) {
                    rate(input, node, traffic, reRater, fold);
                }
            }
        }
    }

    private static void rate(String input, Node node, Traffic traffic, ReRater reRater, Fold fold)
            throws InterruptedException {
        // The end of the row makes it another one, also where its prices are the same.
        var until = FoldedNode.BEGIN.plus(Duration.ofDays(1_000 + node.book().version()));
        var prices =
                Tariff.of(
                        new PriceList(
                                Map.of(
                                        TokenClass.INPUT,
                                        Price.perMillion(input),
                                        TokenClass.OUTPUT,
                                        Price.perMillion("4"))));
        List<PriceRow> rows =
                Traffic.MODELS.stream()
                        .map(model ->
                                new PriceRow(
                                        model,
                                        null,
                                        Traffic.CNY,
                                        FoldedNode.BEGIN.minusSeconds(1),
                                        until,
                                        prices,
                                        null,
                                        true))
                        .toList();
        long began = System.nanoTime();
        node.publish(book -> new PriceBook(book.version() + 1, rows), Publisher.API, traffic.now);
        FoldedNode.await(fold, traffic.durable());
        while (reRater.all().getFirst().endedAt() == null) {
            LockSupport.parkNanos(20_000_000);
        }
        FoldedNode.await(fold, node.journal().lastSequence());
        RerateTally tally = reRater.all().getFirst().tally();
        System.out.printf(
                "%,d calls, %,d corrected, %.2f s, %,.0f calls/s%n",
                tally.calls(), tally.corrected(), seconds(began), tally.calls() / seconds(began));
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
