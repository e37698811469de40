package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class WhatIfCommandTest {
    @TempDir private Path folder;

    private record Ran(int status, String out, String err) {}

    private static Ran whatIf(ProgramFixture program, String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "what-if",
                                "--url",
                                program.baseUrl().replace("/v1", ""),
                                "--admin-key",
                                ProgramFixture.ADMIN_KEY,
                                "--from",
                                "2026-01-01T00:00:00Z",
                                "--to",
                                "2100-01-01T00:00:00Z"));
        arguments.addAll(Arrays.asList(more));
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line = Main.commandLine(InputStream.nullInputStream());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int status = line.execute(arguments.toArray(String[]::new));
        return new Ran(status, out.toString(), err.toString());
    }

    /// An answer has 12 tokens, which cost 0.000024 at 2 a million and 0.00012 at 10.
    @Test
    void calls_are_compared_by_a_file_of_prices_and_by_a_published_book()
            throws IOException, InterruptedException {
        Path dearer = folder.resolve("dearer.yaml");
        Files.writeString(
                dearer,
                """
                prices:
                  - model: m
                    currency: CNY
                    effective: 2026-01-01T00:00:00+08:00
                    per-million: { input: "0.8", output: "10" }
                """);
        try (var program = new ProgramFixture(folder)) {
            // Answered once the views are there.
            program.admin().getOnceReady("/api/v1/re-ratings");
            call(program);
            call(program);

            Ran byFile = whatIf(program, "--prices", dearer.toString());
            Ran byBook = whatIf(program, "--book", "1", "--model", "m", "--json");
            Ran noBook = whatIf(program, "--book", "7");
            Ran neither = whatIf(program);

            assertThat(byFile.status()).as(byFile.err()).isZero();
            assertThat(byFile.out().lines().toList().get(1))
                    .matches("org-\\S+ +m +CNY +2 +2 +0\\.\\d+ +0\\.\\d+ +0\\.000192");
            assertThat(byFile.out()).contains("2 calls; 0 have no price there");
            assertThat(byBook.out()).contains("\"difference\" : \"0.00\"");
            assertThat(noBook.status()).isOne();
            assertThat(noBook.err()).contains("no version 7 of the price book");
            assertThat(neither.status()).isEqualTo(2);
        }
    }

    private static void call(ProgramFixture program) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(program.baseUrl() + "/chat/completions"))
                        .header("authorization", "Bearer " + program.key())
                        .header("content-type", "application/json")
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\","
                                                + "\"content\":\"hello\"}]}"))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }
}
