package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTest {
    @TempDir Path folder;

    @Test
    void an_answer_is_given_only_when_its_fact_is_durable() throws IOException {
        try (Api api = Api.open(folder)) {
            for (int i = 0; i < 50; i++) {
                api.organization("N" + i);
                var journal = api.store.node().journal();
                assertThat(journal.durableSequence()).isEqualTo(journal.lastSequence());
            }
        }
    }

    @Test
    void many_wait_at_once_and_none_is_forgotten() throws Exception {
        try (Api api = Api.open(folder);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> openings = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int n = i;
                openings.add(() -> api.organization("N" + n));
            }
            for (Future<String> opened : clients.invokeAll(openings)) {
                assertThat(opened.get()).startsWith("org-");
            }
            assertThat(api.get("/api/v1/organizations?limit=500").body().path("items"))
                    .hasSize(200);
        }
    }
}
