package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.app.PlanDocument.Expected;
import io.tokengrid.units.Rational;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The examples that documents show are run, and come out as they say; the table of them is written
/// from them.
final class PlanExamplesTest {
    private static final String WORKED = "docs/examples/worked-examples.yaml";
    private static final String PLANS = "docs/examples/plans.yaml";

    private static Stream<PlanDocument> documents(String file) {
        String yaml = Repository.text(Repository.root().resolve(file));
        return PlanFile.parse(yaml, file).stream();
    }

    static List<PlanDocument> examples() {
        return Stream.concat(documents(WORKED), documents(PLANS)).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_comes_out_as_it_says(PlanDocument example) {
        assertThat(example.expected()).as(example.about().id()).isNotEmpty();
        assertThat(PlanReport.of(example, true).differences()).as(example.about().id()).isEmpty();
    }

    @Test
    void every_example_has_a_name_of_its_own_and_words_for_a_reader() {
        assertThat(examples()).extracting(example -> example.about().id()).doesNotHaveDuplicates();
        assertThat(examples())
                .allSatisfy(example -> {
                    assertThat(example.about().product()).isNotEmpty();
                    assertThat(example.about().input()).isNotEmpty();
                });
        assertThat(examples())
                .filteredOn(example -> !example.about().published().isEmpty())
                .allSatisfy(example -> assertThat(example.about().note()).isNotEmpty());
    }

    @Test
    void the_reference_has_the_table_of_worked_examples() {
        Reference.check("docs/reference/worked-examples.md", "worked", table(WORKED));
        Reference.check("docs/reference/worked-examples.md", "plans", table(PLANS));
    }

    private static String table(String file) {
        return documents(file)
                .map(PlanExamplesTest::row)
                .collect(
                        Collectors.joining(
                                "\n",
                                "| id | product | used | comes to | published otherwise | note | source |\n|---|---|---|---|---|---|---|\n",
                                ""));
    }

    private static String row(PlanDocument example) {
        PlanDocument.About about = example.about();
        return "| %s | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        about.id(),
                        about.product(),
                        about.input(),
                        example.expected().stream()
                                .map(PlanExamplesTest::text)
                                .collect(Collectors.joining("; ")),
                        about.published(),
                        about.note(),
                        about.source());
    }

    private static String text(Expected expected) {
        return expected.period().map(period -> period + ". ").orElse("")
                + expected.item()
                + expected.figure().map(what -> ", " + what).orElse("")
                + ": "
                + expected.rounded().or(expected::exact).map(Rational::toString).orElseThrow();
    }
}
