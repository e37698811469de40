package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exactness D1: a damaged journal stops the start with file, offset and what a repair would lose,
/// and only a repair that is agreed to cuts it.
final class JournalRepairCommandTest {
    private static final int SECTOR = 512;
    private static final String SEGMENT = "journal-0000000001.segment";

    /// No database answers: the journal alone knows what a customer has.
    private static final String CONFIG =
            """
            admin-key: tga_repair
            database: postgresql://nobody:nothing@127.0.0.1:1/none
            journal: { segment: 1MiB }
            """;

    private record Ran(int status, String out, String err) {}

    @TempDir Path folder;
    private Path data = Path.of("");
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void place() {
        data = folder.resolve("data");
    }

    @AfterEach
    void close() {
        http.close();
    }

    private Ran run(String input, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status =
                Main.commandLine(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)))
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        return new Ran(status, out.toString(), err.toString());
    }

    private Ran repair(String input, String... more) {
        return run(
                input,
                Stream.concat(
                                Stream.of("journal", "repair", "--data", data.toString()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private interface Work {
        void with(Api api) throws IOException, InterruptedException;
    }

    /// Runs the program while something is done with it.
    private void up(Work work) throws IOException, InterruptedException {
        Config config =
                Config.parse(
                        CONFIG,
                        "repair.yaml",
                        Map.of(),
                        Map.of("data", data.toString(), "listen.port", "0"));
        try (Server server = Server.start(config, () -> config)) {
            work.with(new Api(http, server.address(), "tga_repair"));
        }
    }

    /// A customer with 1000, then in another run 7 and 8 more, of which the 7 cannot be read.
    ///
    /// @return the customer and where the damage is
    private Damage damaged() throws IOException, InterruptedException {
        var customer = new Api.Customer[1];
        up(api -> customer[0] = api.customer("Rich", "1000"));
        Path segment = data.resolve("journal").resolve(SEGMENT);
        byte[] first = Files.readAllBytes(segment);
        int end = first.length;
        while (first[end - 1] == 0) {
            end--;
        }
        int epoch = Math.ceilDiv(end, SECTOR) * SECTOR;
        up(api -> {
            api.topUp(customer[0].id(), "7", "second");
            api.topUp(customer[0].id(), "8", "third");
        });
        byte[] second = Files.readAllBytes(segment);
        second[epoch + SECTOR + 100] ^= 1;
        Files.write(segment, second);
        return new Damage(customer[0], segment, epoch + SECTOR);
    }

    private record Damage(Api.Customer customer, Path file, int offset) {}

    @Test
    void a_damaged_journal_stops_the_start_with_file_offset_and_loss() throws Exception {
        Damage damage = damaged();

        Ran ran = run("", "up", "--data", data.toString(), "--port", "0");

        assertThat(ran.status()).isOne();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .contains("damaged in " + damage.file() + " at offset " + damage.offset())
                .contains(
                        "hint: a repair would lose facts 2, of which 1 can be read: top-ups CNY 8.00");
    }

    @Test
    void a_repair_shows_what_would_be_lost_and_changes_nothing_unless_agreed() throws Exception {
        Damage damage = damaged();
        byte[] before = Files.readAllBytes(damage.file());

        Ran ran = repair("no\n");

        assertThat(ran.status()).isOne();
        assertThat(ran.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .contains(
                        "file " + damage.file(),
                        "offset " + damage.offset(),
                        "last sound fact 3",
                        "facts 2, of which 1 can be read",
                        "calls begun 0",
                        "calls settled 0",
                        "charges CNY 0.00",
                        "top-ups CNY 8.00",
                        "adjustments CNY 0.00",
                        "Cut the journal there? Type yes:");
        assertThat(ran.err()).contains("nothing was changed").contains("--yes");
        assertThat(repair("").status()).as("nobody answers").isOne();
        assertThat(Files.readAllBytes(damage.file())).isEqualTo(before);
    }

    @Test
    void a_repair_that_is_agreed_to_cuts_and_the_node_starts_with_what_was_before()
            throws Exception {
        Damage damage = damaged();
        Files.createFile(Files.createDirectory(data.resolve("postgres")).resolve("folded"));

        Ran ran = repair("yes\n");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
        assertThat(ran.out()).contains("The journal was cut after fact 3.");
        assertThat(repair("").out()).startsWith("The journal is sound: 3 facts");
        assertThat(data.resolve("postgres.cut-3").resolve("folded")).exists();
        assertThat(data.resolve("postgres")).doesNotExist();
        up(api ->
                assertThat(
                                api.get(damage.customer().path() + "/balance")
                                        .get("available")
                                        .asString())
                        .isEqualTo("1000.00"));
    }

    @Test
    void with_yes_nothing_is_asked() throws Exception {
        damaged();

        Ran ran = repair("", "--yes");

        assertThat(ran.status()).isZero();
        assertThat(ran.out()).doesNotContain("Type yes").contains("was cut after fact 3");
    }

    @Test
    void a_journal_in_use_or_none_at_all_is_said() throws Exception {
        assertThat(repair("").err()).contains("there is no journal in " + data);
        up(api -> assertThat(repair("", "--yes").err()).contains("is in use by"));
    }
}
