package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Bills of one real call through a running server.
final class ReconcileCommandTest {
    private static final String PROFILE =
            """
            zone: UTC
            currency: CNY
            columns:
              - { name: day, is: day }
              - { name: model, is: model }
              - { name: input, is: input }
              - { name: output, is: output }
              - { name: amount, is: amount, optional: true }
            """;

    @TempDir static Path folder;
    private static ProgramFixture program;
    private static String today = "";
    private static long input;
    private static long output;

    @BeforeAll
    static void begin() throws IOException, InterruptedException {
        program = new ProgramFixture(folder);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(
                                            URI.create(program.baseUrl() + "/chat/completions"))
                                    .header("authorization", "Bearer " + program.key())
                                    .header("content-type", "application/json")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    """
                                                    {"model":"m","messages":[{"role":"user","content":"Hello"}]}
                                                    """))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            var usage = Api.JSON.readTree(answer.body()).get("usage");
            input = usage.get("prompt_tokens").asLong();
            output = usage.get("completion_tokens").asLong();
        }
        today = LocalDate.now(ZoneOffset.UTC).toString();
        program.admin().getOnceReady("/api/v1/calls?wait=true");
        Files.writeString(folder.resolve("profile.yaml"), PROFILE);
    }

    @AfterAll
    static void end() throws IOException {
        program.close();
    }

    private record Ran(int status, String out, String err) {}

    private static Ran run(String bill, String... more) throws IOException {
        Path file = folder.resolve("bill.csv");
        Files.writeString(file, bill);
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine command = Main.commandLine(InputStream.nullInputStream());
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "reconcile",
                                file.toString(),
                                "--profile",
                                folder.resolve("profile.yaml").toString(),
                                "--provider",
                                "up",
                                "--period",
                                today,
                                "--url",
                                program.baseUrl().replace("/v1", ""),
                                "--admin-key",
                                ProgramFixture.ADMIN_KEY));
        arguments.addAll(List.of(more));
        return new Ran(
                command.execute(arguments.toArray(String[]::new)), out.toString(), err.toString());
    }

    private static String bill(long out) {
        return "day,model,input,output\n" + today + ",served," + input + "," + out + "\n";
    }

    @Test
    void a_bill_that_agrees_has_no_finding() throws IOException {
        Ran ran = run(bill(output));

        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isEqualTo(0);
        assertThat(ran.out())
                .containsPattern("difference +0\\.00 CNY")
                .contains("profile generic (yours), 2 rows")
                .contains("Nothing is posted.");
    }

    @Test
    void a_difference_is_printed_with_its_reason_and_posted_on_approval() throws IOException {
        Ran ran = run(bill(output + 1_000), "--approve");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .containsPattern("over-report +0\\.0013 CNY in 1 findings")
                .containsPattern("over-report +0\\.0013  served output 1000, billed as 1.30 / M")
                .contains("Approved: 0.0013 CNY are posted.");
        assertThat(run(bill(output + 1_000), "--json").out())
                .contains("\"approved\" : \"0.0013\"")
                .contains("\"kind\" : \"over-report\"");
    }

    @Test
    void a_bill_with_duplicate_rows_is_refused_with_file_line_and_reason() throws IOException {
        String row = today + ",served,1,2\n";

        Ran ran = run("day,model,input,output\n" + row + row);

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err())
                .contains("bill.csv:14: is the same as line 13. Nothing was taken.")
                .contains("hint:");
    }

    @Test
    void wrong_usage_says_what_is_missing() {
        var err = new StringWriter();
        CommandLine command = Main.commandLine(InputStream.nullInputStream());
        command.setErr(new PrintWriter(err));

        assertThat(command.execute("reconcile", "x.csv", "--provider", "p")).isEqualTo(2);
        assertThat(err.toString()).contains("--profile");
    }
}
