package io.tokengrid.console;

import io.tokengrid.gateway.Lifecycle;
import io.tokengrid.storage.postgres.Dimension;
import io.tokengrid.storage.postgres.UsageQuery;
import io.tokengrid.storage.postgres.UsageReport;
import io.tokengrid.storage.postgres.UsageRow;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who still calls models that retire, so that they can be told in time.
final class Callers {
    private static final List<Dimension> BY =
            List.of(Dimension.MODEL, Dimension.ORGANIZATION, Dimension.KEY);

    private final Supplier<List<OfferedModel>> offered;
    private final Views views;
    private final Folded folded;

    Callers(Supplier<List<OfferedModel>> offered, Views views, Folded folded) {
        this.offered = offered;
        this.views = views;
        this.folded = folded;
    }

    /// @param from inclusive
    /// @param to exclusive
    record CallerList(Instant from, Instant to, List<StillCalled> callers, AsOfView asOf) {}

    /// A key that called a model which retires or is gone.
    ///
    /// @param state where the model stands in its life
    /// @param retires from when it can no longer be called
    /// @param successor the model to call instead; null if none is named
    /// @param calls that have ended
    /// @param input billed tokens
    /// @param output billed tokens
    /// @param charge what the usage costs
    record StillCalled(
            String model,
            Lifecycle.State state,
            @Nullable Instant retires,
            @Nullable String successor,
            OrganizationId organization,
            KeyId key,
            long calls,
            TokenCount input,
            TokenCount output,
            Money charge,
            CurrencyCode currency) {
        static StillCalled of(OfferedModel model, UsageRow row) {
            return new StillCalled(
                    model.name(),
                    model.state(),
                    model.retires(),
                    model.successor(),
                    OrganizationId.parse(group(row, Dimension.ORGANIZATION)),
                    KeyId.parse(group(row, Dimension.KEY)),
                    row.sums().calls(),
                    row.sums().input(),
                    row.sums().output(),
                    row.sums().charge(),
                    row.currency());
        }
    }

    CallerList list(Request request) {
        UsageApi.Period period = UsageApi.period(request);
        folded.await(request);
        Map<String, OfferedModel> leaving =
                offered.get().stream()
                        .filter(OfferedModel::leaves)
                        .collect(Collectors.toMap(OfferedModel::name, Function.identity()));
        UsageReport report =
                views.usage(
                        new UsageQuery(null, null, period.from(), period.to(), ZoneOffset.UTC, BY));
        List<StillCalled> callers =
                report.rows().stream()
                        .flatMap(row -> {
                            OfferedModel model = leaving.get(group(row, Dimension.MODEL));
                            return Stream.ofNullable(model)
                                    .map(found -> StillCalled.of(found, row));
                        })
                        .toList();
        return new CallerList(period.from(), period.to(), callers, AsOfView.of(report.asOf()));
    }

    private static String group(UsageRow row, Dimension dimension) {
        return Objects.requireNonNull(row.group().get(dimension));
    }
}
