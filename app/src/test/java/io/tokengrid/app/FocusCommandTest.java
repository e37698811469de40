package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class FocusCommandTest {
    @TempDir private Path folder;

    private record Ran(int status, String out, String err) {}

    private static Ran run(String url, String... more) {
        var arguments =
                new ArrayList<>(List.of("focus", "--url", url, "--admin-key", "tga_fixture"));
        arguments.addAll(Arrays.asList(more));
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line = Main.commandLine(InputStream.nullInputStream());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int status = line.execute(arguments.toArray(String[]::new));
        return new Ran(status, out.toString(), err.toString());
    }

    @Test
    void a_month_is_written_in_both_forms_and_a_refusal_leaves_no_file()
            throws IOException, InterruptedException {
        String month = YearMonth.now(ZoneOffset.UTC).toString();
        try (var program = new ProgramFixture(folder)) {
            String url = program.baseUrl().replace("/v1", "");
            Path csv = folder.resolve("focus.csv");
            Path parquet = folder.resolve("focus.parquet");
            Path nothing = folder.resolve("nothing.csv");

            Ran wrote = run(url, "--month", month, "--out", csv.toString());
            Ran again = run(url, "--month", month, "--out", parquet.toString());
            Ran refused =
                    run(
                            url,
                            "--month",
                            month,
                            "--organization",
                            "org-zz",
                            "--out",
                            nothing.toString());

            assertThat(wrote.status()).as(wrote.err()).isZero();
            assertThat(Files.readAllLines(csv).getFirst())
                    .startsWith("BilledCost,BillingAccountId,");
            assertThat(Files.readString(csv)).contains(",Rich,", "Purchase", "1000");
            assertThat(again.status()).as(again.err()).isZero();
            assertThat(Files.readAllBytes(parquet)).startsWith('P', 'A', 'R', '1');
            assertThat(refused.status()).isOne();
            assertThat(refused.err()).contains("org-zz", "hint: ");
            assertThat(folder)
                    .isDirectoryNotContaining(file -> file.toString().contains("nothing"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --month 2026-10 --out a.txt                         | neither CSV nor Parquet
                    --month soon --out a.csv                            | no such time
                    --from 2026-10-01T00:00:00Z --out a.csv             | which time
                    --month 2026-10 --zone Mars --out a.csv             | no such time
                    --month 2026-10 --from 2026-10-01T00:00:00Z --out a.csv | which time
                    """)
    void what_is_not_said_clearly_is_asked_for(String arguments, String why) {
        Ran ran = run("http://127.0.0.1:1", arguments.split(" "));

        assertThat(ran.status()).isNotZero();
        assertThat(ran.err()).contains(why, "hint: ");
    }
}
