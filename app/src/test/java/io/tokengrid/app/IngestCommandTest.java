package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Files of usage that a running server charges; a model `m` has prices since January.
final class IngestCommandTest {
    private static final String USAGE_KEY = "tgu_fixture";

    @TempDir static Path folder;
    private static ProgramFixture program;
    private static String key = "";

    /// An hour ago.
    private static final Instant USED =
            Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);

    @BeforeAll
    static void begin() throws IOException, InterruptedException {
        program = new ProgramFixture(folder, Map.of("usage-key", USAGE_KEY));
        String organization =
                program.admin()
                        .post(
                                "/api/v1/organizations",
                                "{\"name\":\"Elsewhere\",\"currency\":\"CNY\"}")
                        .path("id")
                        .asString();
        key =
                program.admin()
                        .post(
                                "/api/v1/organizations/" + organization + "/keys",
                                "{\"department\":\"a\",\"application\":\"b\",\"function\":\"c\"}")
                        .path("id")
                        .asString();
    }

    @AfterAll
    static void end() throws IOException {
        program.close();
    }

    private record Ran(int status, String out, String err) {}

    private static Ran ingest(String name, String usage, String... more) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, usage);
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine command = Main.commandLine(InputStream.nullInputStream());
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "ingest",
                                file.toString(),
                                "--source",
                                "//logs/" + name,
                                "--key",
                                key,
                                "--url",
                                program.baseUrl().replace("/v1", ""),
                                "--usage-key",
                                USAGE_KEY));
        arguments.addAll(List.of(more));
        return new Ran(
                command.execute(arguments.toArray(String[]::new)), out.toString(), err.toString());
    }

    /// So many calls of 1,000 tokens in and 500 out.
    private static String calls(int count) {
        var usage = new StringBuilder("time, model, input, output\n");
        for (int i = 0; i < count; i++) {
            usage.append(USED.plusMillis(i)).append(", m, 1000, 500\n");
        }
        return usage.toString();
    }

    /// What the same command rates offline is what the server charges.
    @Test
    void a_file_is_charged_once_as_it_is_rated_offline() throws IOException {
        String usage = calls(1_203);
        Ran ran = ingest("month.csv", usage, "--provider", "up");
        Ran again = ingest("month.csv", usage, "--provider", "up");

        assertThat(ran.status()).as(ran.err()).isEqualTo(0);
        assertThat(ran.err()).contains("100%  1,203 of 1,203 records");
        String rated = rated(folder.resolve("month.csv"));
        assertThat(ran.out())
                .contains("recorded 1203, known before 0")
                .contains("charged " + rated + " CNY, of which " + rated + " is owed");
        assertThat(again.out()).isEqualToIgnoringNewLines("recorded 0, known before 1203");
    }

    private static String rated(Path usage) throws IOException {
        Path prices = folder.resolve("prices.yaml");
        String config = ProgramFixture.config("", program.upstream());
        Files.writeString(prices, config.substring(config.indexOf("prices:")));
        var out = new StringWriter();
        CommandLine command = Main.commandLine(InputStream.nullInputStream());
        command.setOut(new PrintWriter(out));
        assertThat(
                        command.execute(
                                "rate",
                                "--usage",
                                usage.toString(),
                                "--prices",
                                prices.toString(),
                                "--totals"))
                .isEqualTo(0);
        return out.toString().replaceFirst("(?s).*total m CNY ([0-9.]+),.*", "$1");
    }

    @Test
    void a_file_that_is_wrong_somewhere_is_not_sent_at_all() throws IOException {
        String right = calls(700);

        Ran unknown = ingest("wrong.csv", right + USED + ", m, x, 1\n", "--provider", "up");
        Ran nobody = ingest("wrong.csv", right);
        Ran unpriced = ingest("wrong.jsonl", line("\"model\":\"other\""), "--provider", "up");
        Ran paying =
                ingest(
                        "wrong.jsonl",
                        line("\"model\":\"m\",\"currency\":\"USD\""),
                        "--provider",
                        "up");

        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("wrong.csv:702").contains("input");
        assertThat(nobody.err()).contains("no provider").contains("--provider");
        assertThat(unpriced.err()).contains("no price for 'other'");
        assertThat(paying.err()).contains("wrong.jsonl:1").contains("cannot be reported");
        assertThat(ingest("wrong.csv", right, "--provider", "up").out())
                .contains("recorded 700, known before 0");
    }

    private static String line(String model) {
        return "{\"time\":\"" + USED + "\"," + model + ",\"input\":5}\n";
    }
}
