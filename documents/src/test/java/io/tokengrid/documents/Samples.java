package io.tokengrid.documents;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.rating.invoice.Billable;
import io.tokengrid.rating.invoice.BillingProfile;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.rating.invoice.Language;
import io.tokengrid.rating.invoice.Party;
import io.tokengrid.rating.invoice.Seller;
import io.tokengrid.rating.invoice.TaxTerms;
import io.tokengrid.rating.plan.Tax;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.UnitPrice;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Documents to draw.
final class Samples {
    static final Instant ISSUED = Instant.parse("2026-11-01T02:00:00Z");

    private Samples() {}

    static Document invoice(DocumentKind kind, String buyer, int models) {
        var charges = new ArrayList<Billable.Charged>();
        for (int i = 0; i < models; i++) {
            String model = i == 0 ? "deepseek-v3.2" : "qwen3-max-2026-0" + i;
            charges.add(tokens(model, TokenClass.INPUT, "2", 1_234_567_890L + i, null));
            charges.add(tokens(model, TokenClass.CACHED_INPUT, "0.2", 987_654_321L, null));
            charges.add(tokens(model, TokenClass.OUTPUT, "3", 45_678_901L * (i + 1), null));
        }
        var image = new ChargeItem.Units(UsageUnit.IMAGE, UnitPrice.parse("0.14"));
        charges.add(
                new Billable.Charged(
                        "wan2.2-t2i", image, null, new ChargeSum(312, image.price().times(312))));
        charges.add(
                new Billable.Charged(
                        "deepseek-v3.2",
                        ChargeItem.Deduction.WAIVED,
                        null,
                        new ChargeSum(3, Money.parse("-0.0183"))));
        charges.add(
                tokens("deepseek-v3.2", TokenClass.OUTPUT, "3", 1_048_576, YearMonth.of(2026, 9)));
        var billable =
                new Billable(
                        kind,
                        new OrganizationId(2_317),
                        buyer,
                        new CurrencyCode("CNY"),
                        ZoneId.of("Asia/Shanghai"),
                        Instant.parse("2026-09-30T16:00:00Z"),
                        Instant.parse("2026-10-31T16:00:00Z"),
                        Instant.parse("2026-10-31T17:00:00Z"),
                        charges,
                        List.of(
                                new Billable.Adjustment(
                                        "SLA-2026-10",
                                        Money.parse("150"),
                                        "Service credit for 17 October",
                                        Instant.parse("2026-10-20T02:00:00Z"))),
                        List.of(),
                        kind == DocumentKind.CHARGEBACK
                                ? List.of(
                                        new Document.Centre(
                                                "研发部", "代码助手", "补全", Money.parse("3012.5")),
                                        new Document.Centre(
                                                "客服中心", "在线问答", "回答", Money.parse("12.000042")),
                                        new Document.Centre("", "", "", Money.parse("-150")))
                                : List.of());
        return billable.document(seller(), profile(buyer)).orElseThrow();
    }

    private static Billable.Charged tokens(
            String model, TokenClass of, String price, long count, @Nullable YearMonth month) {
        var item = new ChargeItem.Tokens(of, Price.perMillion(price));
        Money amount = Money.product(item.price().attosPerToken(), count);
        return new Billable.Charged(model, item, month, new ChargeSum(count, amount));
    }

    private static Seller seller() {
        return new Seller(
                new Party(
                        "贵安算力运营有限公司 Guian Compute Operations Co., Ltd.",
                        "91520900MA6DHXYZ12",
                        "贵州省贵安新区数据大道 1 号",
                        "0851-00000000",
                        "贵州银行贵安支行",
                        "6200 0000 0000 0000 018"),
                "张会计",
                new Seller.Series("INV-", "CB-", "CN-"),
                new TaxTerms(new BigDecimal("0.06"), false, Tax.Basis.LINE, ""),
                Language.ZH,
                30,
                new Seller.ItemCode("信息技术服务", ""));
    }

    private static BillingProfile profile(String buyer) {
        return new BillingProfile(
                new Party(
                        buyer,
                        "91440300MA5F0SMP0Q",
                        "深圳市南山区科技园科苑南路 3099 号 中国储能大厦 45 层",
                        "0755-00000000",
                        "招商银行深圳科技园支行",
                        "7559 0000 0000 000"),
                null,
                null,
                null,
                "PO 2026-1187");
    }
}
