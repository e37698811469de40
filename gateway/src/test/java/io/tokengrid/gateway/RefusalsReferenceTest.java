package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsReferenceTest {
    @Test
    void the_reference_lists_every_refusal_with_its_status_in_order_of_precedence()
            throws IOException {
        Path page = Path.of("..", "docs", "reference", "refusals.md");

        List<String> rows =
                Files.readAllLines(page).stream()
                        .filter(line -> line.matches("\\| \\d{3} \\|.*"))
                        .map(line -> line.split("\\|", -1))
                        .map(cells -> cells[1].strip() + " " + cells[2].strip().replace("`", ""))
                        .toList();

        assertThat(rows)
                .isEqualTo(
                        Arrays.stream(ErrorCode.values())
                                .map(code -> code.status() + " " + code.code())
                                .toList());
    }
}
