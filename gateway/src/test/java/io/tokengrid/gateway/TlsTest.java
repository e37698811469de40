package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Providers behind TLS, which is all that are not on this machine.
@Isolated("the trust store is the process's")
class TlsTest {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "changeit";
    private static final String OK =
            "{\"choices\":[{\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":1}}";

    @TempDir Path folder;
    private HttpsServer provider;

    @BeforeEach
    void start() throws Exception {
        Path store = folder.resolve("provider.p12");
        makeCertificate(store);
        provider =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setHttpsConfigurator(new HttpsConfigurator(server(store)));
        provider.createContext(
                "/v1/chat/completions",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    byte[] body = OK.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("content-type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        provider.start();
    }

    @AfterEach
    void stop() {
        provider.stop(0);
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE + "Password");
    }

    /// A certificate for `localhost` alone, signed by itself.
    private static void makeCertificate(Path store) throws IOException, InterruptedException {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    private static SSLContext server(Path store) throws GeneralSecurityException, IOException {
        var keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void trust() {
        System.setProperty(TRUST_STORE, folder.resolve("provider.p12").toString());
        System.setProperty(TRUST_STORE + "Password", PASSWORD);
    }

    private GatewayFixture grid(String host) {
        String url = "https://" + host + ":" + provider.getAddress().getPort() + "/v1";
        return GatewaySetup.standard().upstreams(0).foreign(url).start();
    }

    @Test
    void a_provider_with_a_certificate_that_is_trusted_serves_on_a_kept_connection() {
        trust();
        try (GatewayFixture grid = grid("localhost")) {
            for (int i = 0; i < 3; i++) {
                var answer = grid.client().chat("");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(grid.settled(answer).result().attempts()).hasSize(1);
            }
        }
    }

    @Test
    void a_provider_with_another_hosts_certificate_gets_nothing() {
        trust();
        try (GatewayFixture grid = grid("127.0.0.1")) {
            assertThat(grid.client().chat("").statusCode()).isEqualTo(502);
        }
    }

    @Test
    void a_provider_whose_certificate_nobody_trusts_gets_nothing() {
        try (GatewayFixture grid = grid("localhost")) {
            assertThat(grid.client().chat("").statusCode()).isEqualTo(502);
        }
    }
}
