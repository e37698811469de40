package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class InvoiceCommandTest {
    @TempDir private Path folder;

    private record Ran(int status, String out, String err) {}

    private static Ran run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line = Main.commandLine(InputStream.nullInputStream());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Ran(line.execute(arguments), out.toString(), err.toString());
    }

    private Ran invoice(ProgramFixture program, String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "invoice",
                                "--url",
                                program.baseUrl().replace("/v1", ""),
                                "--admin-key",
                                "tga_fixture",
                                "--out",
                                folder.resolve("out").toString()));
        arguments.addAll(Arrays.asList(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void drafts_of_everybody_are_written_and_what_cannot_be_issued_says_why()
            throws IOException, InterruptedException {
        String month = YearMonth.now(ZoneOffset.UTC).toString();
        try (var program = new ProgramFixture(folder)) {
            String id =
                    program.admin()
                            .post(
                                    "/api/v1/organizations",
                                    "{\"name\":\"Billed\",\"currency\":\"CNY\"}")
                            .path("id")
                            .asString();
            program.admin()
                    .post(
                            "/api/v1/organizations/" + id + "/adjustments",
                            "{\"amount\":\"-12.5\",\"reason\":\"set-up\",\"reference\":\"a1\"}");

            Ran drafts = invoice(program, "--month", month);
            Ran early = invoice(program, "--month", month, "--final", "--organization", id);
            Ran noMonth = invoice(program, "--month", "soon");

            assertThat(drafts.status()).as(drafts.err()).isZero();
            assertThat(drafts.out()).contains("1 drafts written", "2 organizations with nothing");
            String name = "draft-" + id + "-" + month;
            assertThat(Files.readString(folder.resolve("out/" + name + ".json")))
                    .contains("\"12.50\"");
            assertThat(Files.readString(folder.resolve("out/" + name + ".html")))
                    .contains("set-up");
            assertThat(
                            new String(
                                    Files.readAllBytes(folder.resolve("out/" + name + ".pdf")),
                                    StandardCharsets.ISO_8859_1))
                    .startsWith("%PDF-");
            assertThat(early.status()).isOne();
            assertThat(early.err()).contains("the draft can still change");
            assertThat(noMonth.err()).contains("'soon' is no month");
        }
    }
}
