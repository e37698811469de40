package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.CallRecord;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.CallId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CallFinderTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    private static final CallId NEVER = CallId.parse("call-3-1-99999999");

    @TempDir Path folder;

    @Test
    void a_call_is_found_whether_or_not_its_facts_are_folded() {
        Seeds.play(
                1,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE)) {
                        var traffic = node.traffic(random).begin(2).steps(300);
                        Views behind = node.folded(traffic);
                        var finder = new CallFinder(node.node(), behind);
                        traffic.steps(300);

                        Map<CallId, CallRecord> calls = traffic.calls();
                        calls.forEach((id, call) -> assertThat(finder.find(id)).isEqualTo(call));
                        assertThat(finder.find(NEVER)).isNull();
                        assertThat(finder.find(CallId.parse("call-9-1-5"))).isNull();
                    }
                });
    }

    @Test
    void without_the_database_the_journal_says_how_a_call_ended() {
        Seeds.play(
                1,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE);
                            Fold fold = node.fold(CallFinderTest::away)) {
                        var traffic = node.traffic(random).begin(2).steps(400);
                        var views = new Views(CallFinderTest::away, fold, FoldedNode.NUMBER);
                        var finder = new CallFinder(node.node(), views);

                        traffic.calls()
                                .forEach((id, call) -> {
                                    assertThat(finder.find(id)).isEqualTo(call);
                                });
                        assertThat(finder.find(NEVER)).isNull();
                        assertThat(finder.find(CallId.parse("call-3-1-1"))).isNull();
                    }
                });
    }

    private static java.sql.Connection away() throws SQLException {
        throw new SQLException("nobody is there");
    }
}
