package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.storage.postgres.BalanceCheck.Outcome;
import io.tokengrid.testing.Seeds;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class BalanceCheckTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    @TempDir Path folder;

    private static BalanceCheck.Finding check(FoldedNode node, Views views) {
        return new BalanceCheck(node.node(), views).run(FoldedNode.PATIENCE);
    }

    @Test
    void folded_balances_equal_the_ledger_also_when_facts_are_still_to_be_folded() {
        Seeds.play(
                1,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE)) {
                        var traffic = node.traffic(random).begin(3).steps(800);
                        Views behind = node.folded(traffic);
                        traffic.steps(500);

                        var found = check(node, behind);

                        assertThat(found.outcome()).as(found.figure()).isEqualTo(Outcome.EQUAL);
                    }
                });
    }

    @Test
    void a_changed_balance_is_found_and_named() {
        Seeds.play(
                1,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE)) {
                        Views views = node.folded(node.traffic(random).begin(2).steps(400));
                        try (Connection connection = node.schema.database().connection();
                                Statement statement = connection.createStatement()) {
                            statement.executeUpdate(
                                    "UPDATE accounts SET debits = debits + 1 WHERE kind = 'wallet'");
                        }

                        var found = check(node, views);

                        assertThat(found.outcome()).isEqualTo(Outcome.DIFFERENT);
                        assertThat(found.figure()).contains("wallet");
                    }
                });
    }
}
