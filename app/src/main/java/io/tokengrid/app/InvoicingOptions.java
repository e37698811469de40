package io.tokengrid.app;

import io.tokengrid.ledger.DocumentName;
import io.tokengrid.rating.invoice.Language;
import io.tokengrid.rating.invoice.Party;
import io.tokengrid.rating.invoice.Seller;
import io.tokengrid.rating.invoice.TaxTerms;
import io.tokengrid.rating.plan.Tax;
import java.math.BigDecimal;
import java.util.List;

/// The settings of invoices, and how they are read.
final class InvoicingOptions {
    private static final int MOST = 300;

    static final Option<String> NAME =
            text(
                    "issuer.name",
                    "no invoice becomes final",
                    "Guian Compute Co., Ltd.",
                    "Who issues invoices, as in law.");
    static final Option<String> TAX_ID =
            text(
                    "issuer.tax-id",
                    "not on documents",
                    "91520900MA6DHXYZ12",
                    "The issuer's taxpayer identification number.");
    static final Option<String> ADDRESS =
            text(
                    "issuer.address",
                    "not on documents",
                    "1 Data Road, Guian",
                    "The issuer's address.");
    static final Option<String> PHONE =
            text(
                    "issuer.phone",
                    "not on documents",
                    "+86 851 0000 0000",
                    "The issuer's telephone number.");
    static final Option<String> BANK =
            text(
                    "issuer.bank",
                    "not on documents",
                    "Bank of Guizhou, Guian",
                    "The issuer's bank with its branch.");
    static final Option<String> ACCOUNT =
            text(
                    "issuer.account",
                    "not on documents",
                    "6200 0000 0000 0000",
                    "The issuer's account at that bank.");
    static final Option<String> DRAWER =
            text("drawer", "not on documents", "Zhang", "Who draws invoices up.");
    static final Option<String> INVOICES =
            series(
                    "invoices",
                    "INV-",
                    "TG-2026-",
                    "What numbers of invoices begin with; each series counts without gaps.");
    static final Option<String> STATEMENTS =
            series(
                    "statements",
                    "CB-",
                    "CB-2026-",
                    "What numbers of chargeback statements of internal organizations begin with.");
    static final Option<String> CREDIT_NOTES =
            series("credit-notes", "CN-", "CN-2026-", "What numbers of credit notes begin with.");
    static final Option<BigDecimal> RATE =
            Option.of(
                    "invoicing.tax.rate",
                    Kind.taxRate(),
                    "0%",
                    "6%",
                    "Tax of customers whose billing profile names none.");
    static final Option<Boolean> INCLUDED =
            Option.of(
                    "invoicing.tax.included",
                    Kind.flag(),
                    "false",
                    "true",
                    "Whether prices contain the tax.");
    static final Option<Tax.Basis> BASIS =
            Option.of(
                    "invoicing.tax.basis",
                    Kind.choice(Tax.Basis.class),
                    "line",
                    "invoice",
                    "What tax is rounded on; an e-invoice needs it line by line.");
    static final Option<String> EXEMPTION =
            text(
                    "tax.exemption",
                    "no tax is spoken of",
                    "Exported services",
                    "Why there is no tax, where the rate is 0%.");
    static final Option<Language> LANGUAGE =
            Option.of(
                    "invoicing.language",
                    Kind.choice(Language.class),
                    "en",
                    "zh",
                    "Language of documents of customers whose billing profile names none.");
    static final Option<Long> DAYS =
            Option.of(
                    "invoicing.payment-days",
                    Kind.number(0, 365),
                    "30",
                    "14",
                    "Days from an invoice to its due date, unless a billing profile says otherwise.");
    static final Option<String> CATEGORY =
            text(
                    "item.category",
                    "items have their names alone",
                    "信息技术服务",
                    "Short name of the class of goods and services on Chinese e-invoices.");
    static final Option<String> CODE =
            Option.optional(
                    "invoicing.item.code",
                    Kind.digits(19),
                    "no e-invoice can be exported",
                    "3040203000000000000",
                    "Tax classification code on Chinese e-invoices.");

    static final List<Option<?>> ALL =
            List.of(
                    NAME,
                    TAX_ID,
                    ADDRESS,
                    PHONE,
                    BANK,
                    ACCOUNT,
                    DRAWER,
                    INVOICES,
                    STATEMENTS,
                    CREDIT_NOTES,
                    RATE,
                    INCLUDED,
                    BASIS,
                    EXEMPTION,
                    LANGUAGE,
                    DAYS,
                    CATEGORY,
                    CODE);

    private InvoicingOptions() {}

    private static Option<String> text(
            String path, String otherwise, String example, String meaning) {
        return Option.optional("invoicing." + path, Kind.line(MOST), otherwise, example, meaning);
    }

    private static Option<String> series(
            String key, String otherwise, String example, String meaning) {
        return Option.of("invoicing.series." + key, series(), otherwise, example, meaning);
    }

    private static Kind<String> series() {
        return new Kind<>(
                "a beginning of numbers: at most 20 letters, digits, '-', '.' and '_', the last one no digit",
                text -> {
                    DocumentName.requireSeries(text);
                    return text;
                },
                false);
    }

    /// @param section `invoicing`
    static Seller read(Section section) {
        Section issuer = section.section("issuer");
        Section series = section.section("series");
        Section item = section.section("item");
        return new Seller(
                new Party(
                        given(issuer, NAME),
                        given(issuer, TAX_ID),
                        given(issuer, ADDRESS),
                        given(issuer, PHONE),
                        given(issuer, BANK),
                        given(issuer, ACCOUNT)),
                given(section, DRAWER),
                new Seller.Series(
                        series.get(INVOICES), series.get(STATEMENTS), series.get(CREDIT_NOTES)),
                tax(section.section("tax")),
                section.get(LANGUAGE),
                Math.toIntExact(section.get(DAYS)),
                new Seller.ItemCode(given(item, CATEGORY), given(item, CODE)));
    }

    private static TaxTerms tax(Section section) {
        BigDecimal rate = section.get(RATE);
        String exemption = given(section, EXEMPTION);
        if (rate.signum() != 0 && !exemption.isEmpty()) {
            throw section.wrong(
                    EXEMPTION.key(), "goes with a rate of 0% only", "leave one of the two out");
        }
        if (section.get(INCLUDED) && section.get(BASIS) == Tax.Basis.INVOICE) {
            throw section.wrong(
                    BASIS.key(),
                    "is line where prices contain the tax",
                    "leave it out, or set included to false");
        }
        return new TaxTerms(rate, section.get(INCLUDED), section.get(BASIS), exemption);
    }

    private static String given(Section section, Option<String> option) {
        return section.find(option).orElse("");
    }
}
