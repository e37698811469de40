package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.ControlRequest;
import io.tokengrid.gateway.ControlResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {
    @TempDir Path folder;
    private Api api;

    @BeforeEach
    void open() throws IOException {
        api = Api.open(folder);
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private ControlResponse get(String path, Map<String, String> headers) {
        return api.console.handle(new ControlRequest("GET", path, Map.of(), headers, new byte[0]));
    }

    @Test
    void the_root_leads_to_the_console() {
        for (String path : List.of("/", "/console")) {
            ControlResponse response = get(path, Map.of());
            assertThat(response.status()).isEqualTo(302);
            assertThat(response.headers()).containsEntry("location", "/console/");
        }
    }

    @Test
    void a_file_is_served_with_its_type_a_tag_and_a_strict_policy() {
        ControlResponse response = get("/console/lib/served-by-test.js", Map.of());

        assertThat(response.status()).isEqualTo(200);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("export");
        assertThat(response.headers())
                .containsEntry("content-type", "text/javascript; charset=utf-8")
                .containsEntry("x-content-type-options", "nosniff")
                .containsKey("etag");
        assertThat(response.headers().get("content-security-policy"))
                .startsWith("default-src 'self'");
    }

    @Test
    void a_file_that_the_browser_has_is_not_sent_again() {
        String tag =
                String.valueOf(
                        get("/console/lib/served-by-test.js", Map.of()).headers().get("etag"));
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            ControlResponse again =
                    get("/console/lib/served-by-test.js", Map.of("if-none-match", known));
            assertThat(again.status()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
        assertThat(
                        get("/console/lib/served-by-test.js", Map.of("if-none-match", "\"other\""))
                                .status())
                .isEqualTo(200);
    }

    @Test
    void no_path_leads_out_of_the_folder() {
        for (String path :
                List.of(
                        "/console/../Console.class",
                        "/console/lib/../../Console.class",
                        "/console//etc/passwd.txt",
                        "/console/lib/..%2f..%2fConsole.class",
                        "/console/%2e%2e/Console.class",
                        "/console/lib\\..\\..\\Console.js",
                        "/console/.hidden.js",
                        "/console/lib/.js",
                        "/console/lib",
                        "/console/lib/",
                        "/console/lib/served-by-test.js/",
                        "/console/lib/served-by-test.js\u0000.html",
                        "/console/lib/served-by-test",
                        "/console/nothing.html",
                        "/console/" + "a/".repeat(5_000) + "a.js")) {
            assertThat(get(path, Map.of()).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void pages_are_only_read() {
        for (String method : List.of("POST", "PUT", "DELETE")) {
            ControlResponse response =
                    api.console.handle(
                            new ControlRequest(
                                    method, "/console/", Map.of(), Map.of(), new byte[0]));
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.headers()).containsEntry("allow", "GET, HEAD");
        }
        ControlResponse head =
                api.console.handle(
                        new ControlRequest(
                                "HEAD",
                                "/console/lib/served-by-test.js",
                                Map.of(),
                                Map.of(),
                                new byte[0]));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }
}
