package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadRequestTest {
    private static final String ORGANIZATIONS = "/api/v1/organizations";
    private static final Map<String, String> ADMIN =
            Map.of("authorization", "Bearer " + Api.ADMIN_KEY, "content-type", "application/json");

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

    @Test
    void without_the_admin_key_nothing_is_told() {
        for (String header : List.of("", "Bearer", "Bearer ", "Bearer wrong", "Basic YTpi")) {
            for (String path :
                    List.of(ORGANIZATIONS, "/api/v1/nothing", "/api/", "/api/v1/keys/key-1")) {
                Api.Answer answer = api.send("GET", path, null, Map.of("authorization", header));
                assertThat(answer.status()).as(header + path).isEqualTo(401);
                assertThat(answer.at("error.code")).isEqualTo("unauthorized");
                assertThat(answer.headers()).containsEntry("www-authenticate", "Bearer");
            }
        }
        assertThat(api.send("DELETE", ORGANIZATIONS, null, Map.of()).status()).isEqualTo(401);
        assertThat(api.send("GET", "/v1/me", null, Map.of()).status()).isEqualTo(401);
    }

    @Test
    void a_key_may_come_in_either_header() {
        String key = api.key(api.organization("A"));

        assertThat(api.send("GET", "/v1/me", null, Map.of("x-api-key", key)).status())
                .isEqualTo(200);
        assertThat(
                        api.send("GET", "/v1/me", null, Map.of("authorization", "bearer " + key))
                                .status())
                .isEqualTo(200);
    }

    @Test
    void an_unknown_path_is_not_found() {
        for (String path :
                List.of(
                        "/api/v1/nothing",
                        "/api/v1/organizations/",
                        "/api/v1/organizations/org-9999",
                        "/api/v1/organizations/..",
                        "/api/v1/organizations/ORG-1",
                        "/api/v1/organizations/org-/balance",
                        "/api/v1/keys/org-1",
                        "/api/v1/jobs/job-1",
                        "/nothing")) {
            Api.Answer answer = api.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.at("error.code")).isEqualTo("not_found");
            assertThat(answer.at("error.hint")).isNotBlank();
        }
    }

    @Test
    void a_method_that_a_path_has_not_is_answered_with_those_it_has() {
        Api.Answer answer = api.send("DELETE", ORGANIZATIONS, null);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("allow", "GET, POST");
        assertThat(answer.at("error.code")).isEqualTo("method_not_allowed");
    }

    @Test
    void an_unknown_field_is_refused_with_the_nearest_known_one() {
        Api.Answer answer = api.post(ORGANIZATIONS, "{'nmae':'A','currency':'CNY'}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("error.code")).isEqualTo("unknown_field");
        assertThat(answer.at("error.message")).contains("nmae");
        assertThat(answer.at("error.hint")).contains("Did you mean 'name'?");
    }

    @Test
    void an_unknown_parameter_is_refused_with_the_nearest_known_one() {
        Api.Answer answer = api.get(ORGANIZATIONS + "?limits=3");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("error.code")).isEqualTo("unknown_parameter");
        assertThat(answer.at("error.hint")).contains("Did you mean 'limit'?");
    }

    @Test
    void what_is_no_json_object_is_refused() {
        for (String body :
                List.of(
                        "",
                        " ",
                        "{",
                        "[]",
                        "null",
                        "1",
                        "'text'",
                        "{'name':'A','currency':'CNY'} x",
                        "{'name':'A','currency':'CNY'}{}",
                        "{'name':'A','name':'B','currency':'CNY'}",
                        "{'name':'A','currency':NaN}",
                        "{name:'A'}",
                        "[".repeat(10_000),
                        "{'name':" + "1".repeat(5_000) + "}",
                        "{'a':".repeat(500),
                        "\u0000",
                        "{'name':'A\u0000','currency':'CNY'}")) {
            Api.Answer answer = api.post(ORGANIZATIONS, body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.at("error.message")).isNotBlank();
        }
        assertThat(api.raw("POST", ORGANIZATIONS, new byte[] {(byte) 0xC3, 0x28}, ADMIN).status())
                .isEqualTo(400);
    }

    @Test
    void wrong_types_and_texts_are_refused_by_name() {
        for (String body :
                List.of(
                        "{'name':1,'currency':'CNY'}",
                        "{'name':'','currency':'CNY'}",
                        "{'name':'   ','currency':'CNY'}",
                        "{'name':'" + "n".repeat(201) + "','currency':'CNY'}",
                        "{'name':'a\\u0007','currency':'CNY'}",
                        "{'name':'a\\ud800','currency':'CNY'}",
                        "{'name':null,'currency':'CNY'}",
                        "{'name':{},'currency':'CNY'}")) {
            assertThat(api.post(ORGANIZATIONS, body).at("error.message")).as(body).contains("name");
        }
        for (String body :
                List.of(
                        "{'name':'A','currency':'cny'}",
                        "{'name':'A','currency':'RMBX'}",
                        "{'name':'A'}")) {
            assertThat(api.post(ORGANIZATIONS, body).at("error.message"))
                    .as(body)
                    .contains("currency");
        }
        assertThat(
                        api.post(
                                        ORGANIZATIONS,
                                        "{'name':'A','currency':'CNY','zone':'Europe/../Berlin'}")
                                .at("error.message"))
                .contains("zone");
    }

    @Test
    void times_that_are_none_are_refused() {
        String organization = api.organization("A");
        for (String time :
                List.of(
                        "2026-01-01",
                        "2026-13-01T00:00:00Z",
                        "2026-02-30T00:00:00Z",
                        "2026-01-01T00:00:00",
                        "2026-01-01T00:00:00 08:00",
                        "+999999999-01-01T00:00:00Z",
                        "1969-12-31T23:59:59Z",
                        "now",
                        "0",
                        "")) {
            Api.Answer answer =
                    api.post(
                            ORGANIZATIONS + "/" + organization + "/keys",
                            "{'department':'a','application':'b','function':'c','expires':'"
                                    + time
                                    + "'}");
            assertThat(answer.status()).as(time).isEqualTo(400);
            assertThat(answer.at("error.message")).as(time).contains("expires");
        }
    }

    @Test
    void a_body_that_says_it_is_no_json_is_refused() {
        Api.Answer answer =
                api.send(
                        "POST",
                        ORGANIZATIONS,
                        "{'name':'A','currency':'CNY'}",
                        Map.of(
                                "authorization",
                                "Bearer " + Api.ADMIN_KEY,
                                "content-type",
                                "application/x-www-form-urlencoded"));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.at("error.hint")).contains("application/json");
    }

    @Test
    void a_body_of_more_than_a_mebibyte_is_refused() {
        byte[] body = new byte[(1 << 20) + 1];

        assertThat(api.raw("POST", ORGANIZATIONS, body, ADMIN).status()).isEqualTo(413);
    }

    @Test
    void a_list_has_a_bound() {
        String organization = api.organization("A");
        String one = "{'amount':'1','per':'day'}";
        String body = "{'budgets':[" + (one + ",").repeat(1_000) + one + "]}";

        Api.Answer answer = api.send("PUT", ORGANIZATIONS + "/" + organization + "/budgets", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("error.message")).contains("1000");
    }

    @Test
    void a_call_without_a_body_refuses_one_that_says_something() {
        assertThat(api.post("/api/v1/self-check", "{'full':true}").status()).isEqualTo(400);
        assertThat(api.post("/api/v1/self-check", "{}").status()).isEqualTo(200);
    }

    @Test
    void garbage_is_refused_in_words_and_changes_nothing() {
        String organization = api.organization("A");
        List<String> paths =
                List.of(
                        ORGANIZATIONS,
                        ORGANIZATIONS + "/" + organization + "/top-ups",
                        ORGANIZATIONS + "/" + organization + "/adjustments",
                        ORGANIZATIONS + "/" + organization + "/keys");
        Seeds.play(
                500,
                random -> {
                    byte[] body = mutated(random);
                    Api.Answer answer = api.raw("POST", Draw.one(random, paths), body, ADMIN);
                    assertThat(answer.status())
                            .as(new String(body, StandardCharsets.UTF_8))
                            .isIn(200, 400, 409);
                    if (answer.status() != 200) {
                        assertThat(answer.at("error.code")).isNotBlank();
                        assertThat(answer.at("error.message")).isNotBlank();
                        assertThat(answer.at("error.hint")).isNotBlank();
                    }
                });
        assertThat(api.get("/api/v1/ledger/trial-balance").at("balanced")).isEqualTo("true");
    }

    private static byte[] mutated(RandomGenerator random) {
        byte[] body =
                Draw.one(
                                random,
                                List.of(
                                        "{\"name\":\"A\",\"currency\":\"CNY\",\"zone\":\"UTC\"}",
                                        "{\"amount\":\"1.5\",\"reference\":\"r\"}",
                                        "{\"amount\":\"-1\",\"reason\":\"x\",\"reference\":\"q\"}",
                                        "{\"department\":\"a\",\"application\":\"b\","
                                                + "\"function\":\"c\",\"budget\":{\"tokens\":9,"
                                                + "\"per\":\"day\"},\"models\":[\"m\"]}"))
                        .getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return body;
    }
}
