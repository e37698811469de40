package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.Publisher;
import io.tokengrid.rating.Agreement;
import io.tokengrid.rating.NamePattern;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceRules;
import io.tokengrid.rating.Share;
import io.tokengrid.rating.Share.Basis;
import io.tokengrid.rating.Share.Role;
import io.tokengrid.storage.postgres.TestDatabase;
import io.tokengrid.units.Factor;
import io.tokengrid.units.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Who gets what customers paid; a call costs 0.001192 and the provider's part is 0.00066.
final class ValueChainTest {
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");

    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    @TempDir Path folder;
    private OwnSchema schema;
    private Api api;
    private Traffic traffic;
    private String key = "";

    @BeforeEach
    void open() throws IOException, SQLException {
        schema = OwnSchema.in(DATABASE);
        api = Api.open(folder, schema.database::connection);
        String organization = api.organization("Guian Travel");
        key = api.key(organization);
        api.topUp(organization, "100");
        traffic = new Traffic(api).priced();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
        schema.close();
    }

    private static Agreement agreement(
            String name, String sites, Instant from, @Nullable Instant until, int vendor) {
        return new Agreement(
                name,
                new NamePattern("qwen-*"),
                Set.of("dashscope"),
                sites.isEmpty() ? Set.of() : Set.of(sites),
                from,
                until,
                List.of(
                        new Share("Office", Role.TAX, new Basis.IncludedTax(Factor.parse("0.06"))),
                        new Share("Centre", Role.COMPUTE_CENTRE, new Basis.Cost()),
                        new Share("Vendor", Role.MODEL_VENDOR, new Basis.Weight(vendor)),
                        new Share("We", Role.PLATFORM, new Basis.Weight(1))));
    }

    private void agree(Agreement... agreements) {
        api.store
                .node()
                .publish(
                        book ->
                                new PriceBook(
                                        book.version() + 1,
                                        new PriceRules(
                                                book.rows(),
                                                List.of(),
                                                List.of(),
                                                List.of(agreements))),
                        Publisher.API,
                        api.clock.instant());
    }

    private void calls(int count) {
        for (int i = 0; i < count; i++) {
            traffic.settle(traffic.open(key));
            api.clock.advance(Duration.ofMinutes(1));
        }
    }

    private JsonNode shares(Instant from, Instant to) {
        Api.Answer answer = api.get("/api/v1/value-chain?wait=true&from=" + from + "&to=" + to);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void what_was_paid_is_parted_and_nothing_is_lost() {
        agree(
                agreement("nowhere", "ulanqab", NOVEMBER, null, 9),
                agreement("guian", "guian", NOVEMBER, null, 2));
        calls(3);

        JsonNode read = shares(NOVEMBER, NOVEMBER.plus(Duration.ofDays(40)));

        JsonNode guian = read.at("/agreements/0");
        assertThat(read.get("agreements")).hasSize(1);
        assertThat(read.get("unassigned")).isEmpty();
        assertThat(guian.get("name").asString()).isEqualTo("guian");
        assertThat(guian.get("settled").asLong()).isEqualTo(3);
        assertThat(guian.get("paid").asString()).isEqualTo("0.003576");
        assertThat(texts(guian))
                .containsExactly(
                        "Office tax rate 0.06 0.000202415094339622",
                        "Centre compute-centre cost 0.00198",
                        "Vendor model-vendor weight 2 0.000929056603773585",
                        "We platform weight 1 0.000464528301886792");
        assertThat(guian.get("residual").asString()).isEqualTo("0.000000000000000001");
    }

    @Test
    void parts_of_a_period_add_up_to_it_wherever_it_is_cut() {
        agree(agreement("guian", "", NOVEMBER, null, 6));
        Instant begin = api.clock.instant();
        calls(7);
        Instant end = api.clock.instant();

        JsonNode whole = shares(begin, end).at("/agreements/0");
        var sums = new ArrayList<Money>(List.of(Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO));
        Money residual = Money.ZERO;
        for (Instant at = begin; at.isBefore(end); at = at.plusSeconds(150)) {
            Instant to = at.plusSeconds(150);
            JsonNode part = shares(at, to.isBefore(end) ? to : end).at("/agreements/0");
            for (int i = 0; i < sums.size(); i++) {
                String amount = part.at("/shares/" + i + "/amount").asString();
                sums.set(i, sums.get(i).plus(Money.parse(amount)));
            }
            residual = residual.plus(Money.parse(part.get("residual").asString()));
        }

        for (int i = 0; i < sums.size(); i++) {
            assertThat(sums.get(i)).hasToString(whole.at("/shares/" + i + "/amount").asString());
        }
        assertThat(residual).hasToString(whole.get("residual").asString());
    }

    @Test
    void an_agreement_ends_where_the_next_begins_and_what_none_is_about_is_listed() {
        Instant noon = Instant.parse("2026-11-22T09:00:00Z");
        agree(
                agreement("early", "", NOVEMBER, noon, 2),
                agreement("late", "", noon, noon.plusSeconds(3_600), 3));
        calls(1);
        api.clock.advance(Duration.ofHours(1));
        calls(1);
        api.clock.advance(Duration.ofHours(1));
        calls(1);

        JsonNode read = shares(NOVEMBER, noon.plus(Duration.ofDays(1)));

        assertThat(
                        read.get("agreements")
                                .valueStream()
                                .map(one ->
                                        one.get("name").asString()
                                                + " "
                                                + one.get("paid").asString()))
                .containsExactly("early 0.001192", "late 0.001192");
        assertThat(read.at("/unassigned/0/model").asString()).isEqualTo("qwen-plus");
        assertThat(read.at("/unassigned/0/paid").asString()).isEqualTo("0.001192");
    }

    private static List<String> texts(JsonNode agreement) {
        return agreement
                .get("shares")
                .valueStream()
                .map(share ->
                        "%s %s %s %s"
                                .formatted(
                                        share.get("party").asString(),
                                        share.get("role").asString(),
                                        share.get("basis").asString(),
                                        share.get("amount").asString()))
                .toList();
    }
}
