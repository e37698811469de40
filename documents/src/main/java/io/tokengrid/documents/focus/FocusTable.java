package io.tokengrid.documents.focus;

import static io.tokengrid.documents.table.Column.decimal;
import static io.tokengrid.documents.table.Column.text;
import static io.tokengrid.documents.table.Column.time;

import io.tokengrid.documents.table.Column;
import io.tokengrid.documents.table.TableWriter;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.focus.FocusRow;
import io.tokengrid.rating.focus.FocusRow.Consumed;
import io.tokengrid.rating.focus.FocusRow.OnInvoice;
import io.tokengrid.rating.focus.FocusRow.Sku;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes rows as the dataset Cost and Usage has them: all columns that FOCUS 1.4 makes mandatory,
/// those of its conditions that hold here (usage is measured, prices are by unit, invoices are
/// payable), those that it recommends, and one of our own. In the order of their names, with ours
/// last.
public final class FocusTable {
    public static final List<Column> COLUMNS =
            List.of(
                    decimal("BilledCost"),
                    text("BillingAccountId"),
                    text("BillingAccountName").orNull(),
                    text("BillingCurrency"),
                    time("BillingPeriodEnd"),
                    time("BillingPeriodStart"),
                    text("ChargeCategory"),
                    text("ChargeClass").orNull(),
                    text("ChargeDescription").orNull(),
                    text("ChargeFrequency"),
                    time("ChargePeriodEnd"),
                    time("ChargePeriodStart"),
                    decimal("ConsumedQuantity").orNull(),
                    text("ConsumedUnit").orNull(),
                    decimal("ContractedCost"),
                    decimal("ContractedUnitPrice").orNull(),
                    decimal("EffectiveCost"),
                    text("HostProviderName"),
                    text("InvoiceDetailId").orNull(),
                    text("InvoiceId").orNull(),
                    text("InvoiceIssuerName"),
                    decimal("ListCost"),
                    decimal("ListUnitPrice").orNull(),
                    text("PricingCategory").orNull(),
                    text("PricingCurrency"),
                    decimal("PricingQuantity").orNull(),
                    text("PricingUnit").orNull(),
                    text("ServiceCategory"),
                    text("ServiceName"),
                    text("ServiceProviderName"),
                    text("ServiceSubcategory"),
                    text("SkuId").orNull(),
                    text("SkuMeter").orNull(),
                    text("SkuPriceDetails").orNull(),
                    text("SkuPriceId").orNull(),
                    text("x_Reference").orNull());

    private static final String CORRECTION = "Correction";
    private static final String STANDARD = "Standard";
    private static final String SERVICE_CATEGORY = "AI and Machine Learning";
    private static final String SERVICE_SUBCATEGORY = "Generative AI";
    private static final String SERVICE = "Model API";

    private final FocusVersion version;
    private final String provider;
    private final TableWriter out;

    /// @param provider who serves the models and issues the invoices
    /// @param out of the [#COLUMNS]
    public FocusTable(FocusVersion version, String provider, TableWriter out) {
        this.version = version;
        this.provider = provider;
        this.out = out;
    }

    public void row(FocusRow row) throws IOException {
        Sku sku = row.sku();
        Consumed consumed = sku == null ? null : sku.consumed();
        OnInvoice invoice = row.invoice();
        String currency = row.account().currency().code();
        out.row(
                Arrays.asList(
                        row.costs().billed().toBigDecimal(),
                        row.account().organization().toString(),
                        row.account().name(),
                        currency,
                        row.billing().end(),
                        row.billing().start(),
                        row.category().key(),
                        row.correction() ? CORRECTION : null,
                        row.description(),
                        row.category().frequency(),
                        row.charge().end(),
                        row.charge().start(),
                        consumed == null ? null : BigDecimal.valueOf(consumed.quantity()),
                        consumed == null ? null : consumed.unit(),
                        row.costs().contracted().toBigDecimal(),
                        sku == null ? null : sku.contractedPrice(),
                        row.costs().effective().toBigDecimal(),
                        provider,
                        invoice == null ? null : invoice.detail(),
                        invoice == null ? null : invoice.number(),
                        provider,
                        row.costs().list().toBigDecimal(),
                        sku == null ? null : sku.listPrice(),
                        sku == null ? null : STANDARD,
                        currency,
                        sku == null ? null : sku.quantity(),
                        sku == null ? null : sku.unit(),
                        SERVICE_CATEGORY,
                        SERVICE,
                        provider,
                        SERVICE_SUBCATEGORY,
                        sku == null ? null : sku.id(),
                        sku == null ? null : sku.meter(),
                        sku == null ? null : details(sku),
                        sku == null ? null : sku.priceId(),
                        row.reference()));
    }

    /// An object of JSON; null for what has no properties.
    private @Nullable String details(Sku sku) {
        String model = sku.model();
        if (model == null) {
            return null;
        }
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(version.property("ModelId"), model);
        TokenClass tokens = sku.tokens();
        if (tokens != null) {
            if (tokens.isInput()) {
                properties.put(version.property("TokenCacheAction"), cacheAction(tokens));
            }
            properties.put(
                    version.property("TokenDirection"), tokens.isInput() ? "Input" : "Output");
            properties.put("x_TokenClass", tokens.key());
        }
        return properties.entrySet().stream()
                .map(property -> quoted(property.getKey()) + ":" + quoted(property.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /// Classes of tokens are disjoint: no token is both read from a cache and fresh.
    private static String cacheAction(TokenClass input) {
        return switch (input) {
            case CACHED_INPUT -> "Read";
            case CACHE_WRITE, CACHE_WRITE_1H -> "Write";
            case INPUT, AUDIO_INPUT, IMAGE_INPUT, VIDEO_INPUT -> "Uncached";
            case OUTPUT, REASONING, AUDIO_OUTPUT, IMAGE_OUTPUT ->
                    throw new IllegalArgumentException(input + " is no input");
        };
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
