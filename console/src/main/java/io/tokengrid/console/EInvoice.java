package io.tokengrid.console;

import io.tokengrid.rating.invoice.CapitalNumerals;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.rating.invoice.DocumentLine;
import io.tokengrid.rating.invoice.Issue;
import io.tokengrid.rating.invoice.Party;
import io.tokengrid.rating.invoice.Seller;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields of a fully digitalized Chinese e-invoice (数电票), to be handed to a tax platform. It is
/// no tax document itself: only the platform makes one. The names are ours; `docs/concepts/
/// invoices.md` has the Chinese ones.
///
/// @param taxDocument always false
/// @param sourceNumber the number of our document
/// @param red whether it takes an earlier invoice back (红字), whose number is then `redOf`
/// @param totalInCapitals of `total`
record EInvoice(
        boolean taxDocument,
        String sourceNumber,
        String sourceDate,
        boolean red,
        @Nullable String redOf,
        EInvoiceParty seller,
        EInvoiceParty buyer,
        List<EInvoiceItem> items,
        String amount,
        String taxAmount,
        String total,
        String totalInCapitals,
        String remarks,
        String drawer) {
    record EInvoiceParty(
            String name,
            String taxpayerId,
            String address,
            String phone,
            String bank,
            String account) {
        static EInvoiceParty of(Party party) {
            return new EInvoiceParty(
                    party.name(),
                    party.taxId(),
                    party.address(),
                    party.phone(),
                    party.bank(),
                    party.account());
        }
    }

    /// @param name `*category*what was used`
    /// @param quantity in `unit`; null with `unit` and `unitPrice` where nothing is counted
    /// @param unitPrice without tax, so that it times `quantity` is about `amount`
    /// @param amount without tax
    /// @param taxRate of 1; `免税` where the buyer is exempt
    record EInvoiceItem(
            String name,
            String taxClassificationCode,
            @Nullable String unit,
            @Nullable String quantity,
            @Nullable String unitPrice,
            String amount,
            String taxRate,
            String taxAmount) {}

    /// Throws [IllegalArgumentException] for what no e-invoice can be made of.
    static EInvoice of(Document document, @Nullable Issue issue) {
        Seller seller = document.seller();
        if (issue == null) {
            throw new IllegalArgumentException("a draft has no number yet");
        }
        require(
                document.kind() != DocumentKind.CHARGEBACK,
                "a chargeback within a company is not invoiced");
        require(
                document.currency().code().equals("CNY"),
                "an e-invoice is in CNY, not in " + document.currency());
        require(!seller.issuer().taxId().isEmpty(), "the issuer's taxpayer id is not configured");
        require(
                !seller.item().code().isEmpty(),
                "the tax classification code is not configured (invoicing.item.code)");
        require(
                document.taxOnAll().signum() == 0,
                "tax is rounded on the whole document, an e-invoice has it line by line");
        Document.CreditOf credit = document.credit();
        var items = new ArrayList<EInvoiceItem>();
        for (DocumentLine line : document.lines()) {
            if (line.net().signum() != 0 || line.tax().signum() != 0) {
                items.add(item(document, line));
            }
        }
        return new EInvoice(
                false,
                issue.number(),
                issue.day(document).toString(),
                credit != null,
                credit == null ? null : credit.invoice(),
                EInvoiceParty.of(seller.issuer()),
                EInvoiceParty.of(document.buyer()),
                items,
                document.net().toPlainString(),
                document.taxSum().toPlainString(),
                document.total().toPlainString(),
                CapitalNumerals.of(document.total()),
                document.remarks(),
                seller.drawer());
    }

    private static EInvoiceItem item(Document document, DocumentLine line) {
        Seller.ItemCode code = document.seller().item();
        String category = code.category().isEmpty() ? "" : "*" + code.category() + "*";
        String used =
                line.item().equals(DocumentLine.ADJUSTMENT)
                        ? "调整"
                        : line.item().equals(DocumentLine.PLAN_FEE)
                                ? line.model() + " 套餐费"
                                : line.model() + " " + line.item();
        boolean counted = line.price() != null && line.quantity() != 0;
        boolean exempt = !document.tax().exemption().isEmpty();
        return new EInvoiceItem(
                category + used,
                code.code(),
                counted ? (line.tokens() ? "百万token" : line.item()) : null,
                counted ? quantity(line).toPlainString() : null,
                counted ? unitPrice(line) : null,
                line.net().toPlainString(),
                exempt ? "免税" : document.tax().rate().toPlainString(),
                line.tax().toPlainString());
    }

    private static BigDecimal quantity(DocumentLine line) {
        BigDecimal count = BigDecimal.valueOf(line.quantity());
        return line.tokens() ? count.movePointLeft(6).stripTrailingZeros() : count;
    }

    /// With at most 13 digits after the point, as platforms take them.
    private static String unitPrice(DocumentLine line) {
        BigDecimal price = line.net().divide(quantity(line), 13, RoundingMode.HALF_UP);
        BigDecimal plain = price.stripTrailingZeros();
        return (plain.scale() < 0 ? plain.setScale(0) : plain).toPlainString();
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
