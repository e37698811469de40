package io.tokengrid.documents;

import io.tokengrid.documents.Sheet.Column;
import io.tokengrid.documents.Sheet.Pair;
import io.tokengrid.documents.Sheet.Row;
import io.tokengrid.documents.Sheet.Total;
import io.tokengrid.rating.invoice.CapitalNumerals;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.rating.invoice.DocumentLine;
import io.tokengrid.rating.invoice.Issue;
import io.tokengrid.rating.invoice.Language;
import io.tokengrid.rating.invoice.Party;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Puts documents into words.
final class Sheets {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final int CAPITALS = 18;

    private final Words words;
    private final Document document;
    private final @Nullable Issue issue;

    Sheets(Words words, Document document, @Nullable Issue issue) {
        this.words = words;
        this.document = document;
        this.issue = issue;
    }

    /// @param complete whether a draft can change no more
    /// @param digest of the document
    Sheet sheet(boolean complete, String digest) {
        var tables = new ArrayList<Sheet.Table>();
        tables.add(lines());
        if (!document.centres().isEmpty()) {
            tables.add(centres());
        }
        return new Sheet(
                words.language(),
                words.title(document.kind()),
                issue == null ? words.of("Draft", "草稿") : issue.number(),
                notice(complete),
                facts(),
                block(words.of("Seller", "销售方"), document.seller().issuer()),
                block(words.of("Buyer", "购买方"), document.buyer()),
                tables,
                totals(),
                notes(),
                words.of("Digest ", "摘要 ") + digest.substring(0, 16));
    }

    private String notice(boolean complete) {
        if (issue != null) {
            return "";
        }
        return complete
                ? words.of("Draft. It has no number and is not to be paid.", "草稿：尚未编号，请勿付款。")
                : words.of(
                        "Draft of a period that is not closed: amounts can still change.",
                        "草稿：账期尚未截止，金额仍可能变动。");
    }

    private List<Pair> facts() {
        var facts = new ArrayList<Pair>();
        if (issue != null) {
            facts.add(new Pair(words.of("Number", "编号"), issue.number()));
            facts.add(new Pair(words.of("Date", "开具日期"), issue.day(document).toString()));
            if (document.kind() == DocumentKind.INVOICE) {
                facts.add(new Pair(words.of("Due", "付款期限"), issue.due(document).toString()));
            }
        }
        facts.add(new Pair(words.of("Period", "账期"), period()));
        facts.add(
                new Pair(
                        words.of("Recorded before", "入账截止"),
                        time(document.cut()) + " " + document.zone().getId()));
        facts.add(new Pair(words.of("Currency", "币种"), document.currency().code()));
        facts.add(new Pair(words.of("Customer", "客户编号"), document.organization().toString()));
        Document.CreditOf credit = document.credit();
        if (credit != null) {
            facts.add(
                    new Pair(
                            words.of("Credits invoice", "对应账单"),
                            credit.invoice()
                                    + " ("
                                    + LocalDate.ofInstant(credit.issuedAt(), document.zone())
                                    + ", "
                                    + amount(credit.total())
                                    + ")"));
            facts.add(new Pair(words.of("Reason", "原因"), credit.reason()));
            facts.add(new Pair(words.of("Reference", "凭证号"), credit.reference()));
            facts.add(new Pair(words.of("Credited in all", "累计冲减"), amount(credit.credited())));
        }
        return facts;
    }

    /// Whole days where it begins and ends at midnight.
    private String period() {
        var from = document.from().atZone(document.zone());
        var to = document.to().atZone(document.zone());
        boolean days =
                from.toLocalTime().toSecondOfDay() == 0 && to.toLocalTime().toSecondOfDay() == 0;
        return days
                ? from.toLocalDate() + words.of(" to ", " 至 ") + to.toLocalDate().minusDays(1)
                : time(document.from()) + words.of(" to ", " 至 ") + time(document.to());
    }

    private String time(Instant at) {
        return MINUTE.format(at.atZone(document.zone()));
    }

    private Sheet.Block block(String label, Party party) {
        var rows = new ArrayList<Pair>();
        row(rows, words.of("Tax ID", "纳税人识别号"), party.taxId());
        row(rows, words.of("Address", "地址"), party.address());
        row(rows, words.of("Phone", "电话"), party.phone());
        row(rows, words.of("Bank", "开户行"), party.bank());
        row(rows, words.of("Account", "账号"), party.account());
        return new Sheet.Block(label, party.name(), rows);
    }

    private static void row(List<Pair> rows, String name, String value) {
        if (!value.isEmpty()) {
            rows.add(new Pair(name, value));
        }
    }

    private boolean taxed() {
        return document.lines().stream().anyMatch(line -> line.tax().signum() != 0);
    }

    private Sheet.Table lines() {
        boolean taxed = taxed();
        var columns = new ArrayList<Column>();
        columns.add(new Column(words.of("Description", "项目"), false, taxed ? 4.8f : 5f));
        columns.add(new Column(words.of("Quantity", "数量"), true, 2f));
        columns.add(new Column(words.of("Unit price", "单价"), true, 2.3f));
        columns.add(
                new Column(
                        taxed ? words.of("Net", "金额（不含税）") : words.of("Amount", "金额"), true, 1.9f));
        if (taxed) {
            columns.add(new Column(words.of("Tax", "税额"), true, 1.5f));
            columns.add(new Column(words.of("Total", "价税合计"), true, 1.9f));
        }
        var rows = new ArrayList<Row>();
        @Nullable YearMonth month = null;
        boolean adjustments = false;
        boolean plans = false;
        for (DocumentLine line : document.lines()) {
            boolean adjusts = line.item().equals(DocumentLine.ADJUSTMENT);
            boolean fee = line.item().equals(DocumentLine.PLAN_FEE);
            if (!Objects.equals(month, line.month()) && line.month() != null) {
                rows.add(
                        heading(
                                words.of(
                                        "Corrections: used in "
                                                + line.month()
                                                + ", recorded after its invoice",
                                        "更正：" + line.month() + " 的用量，账单开具后入账")));
            } else if (fee && !plans) {
                rows.add(heading(words.of("Plans", "套餐")));
            } else if (adjusts && !adjustments) {
                rows.add(heading(words.of("Adjustments", "调整")));
            }
            month = line.month();
            adjustments = adjusts;
            plans = fee;
            rows.add(row(line, taxed));
        }
        return new Sheet.Table("", columns, rows);
    }

    private static Row heading(String text) {
        return new Row(List.of(text), true);
    }

    private Row row(DocumentLine line, boolean taxed) {
        var cells = new ArrayList<String>();
        cells.add(description(line));
        cells.add(line.quantity() == 0 ? "" : grouped(BigDecimal.valueOf(line.quantity())));
        cells.add(price(line));
        cells.add(amount(line.net()));
        if (taxed) {
            cells.add(amount(line.tax()));
            cells.add(amount(line.gross()));
        }
        return new Row(cells, false);
    }

    private String description(DocumentLine line) {
        if (line.item().equals(DocumentLine.ADJUSTMENT)) {
            return line.note();
        }
        String item = line.model() + " · " + words.item(line.item());
        return line.note().isEmpty() ? item : item + " " + line.note();
    }

    private String price(DocumentLine line) {
        BigDecimal price = line.price();
        if (price == null) {
            return "";
        }
        return line.tokens()
                ? grouped(price) + words.of(" / million", " / 百万")
                : grouped(price) + " / " + words.unit(line.item());
    }

    private Sheet.Table centres() {
        var columns =
                List.of(
                        new Column(words.of("Department", "部门"), false, 3f),
                        new Column(words.of("Application", "应用"), false, 3f),
                        new Column(words.of("Function", "功能"), false, 3f),
                        new Column(words.of("Exact amount", "精确金额"), true, 3.4f));
        var rows = new ArrayList<Row>();
        for (Document.Centre centre : document.centres()) {
            boolean none = centre.department().isEmpty();
            rows.add(
                    new Row(
                            List.of(
                                    none
                                            ? words.of("Corrections and adjustments", "更正与调整")
                                            : centre.department(),
                                    centre.application(),
                                    centre.function(),
                                    grouped(new BigDecimal(centre.amount().toString()))),
                            false));
        }
        return new Sheet.Table(words.of("By cost centre", "按成本中心"), columns, rows);
    }

    private List<Total> totals() {
        var totals = new ArrayList<Total>();
        BigDecimal rate = document.tax().rate();
        if (rate.signum() != 0) {
            totals.add(new Total(words.of("Net", "不含税金额"), amount(document.net()), false));
            totals.add(
                    new Total(
                            words.of("Tax ", "税额 ") + percent(rate),
                            amount(document.taxSum()),
                            false));
        } else if (!document.tax().exemption().isEmpty()) {
            totals.add(new Total(words.of("Tax: exempt", "税额：免税"), amount(document.zero()), false));
        }
        totals.add(
                new Total(
                        words.of("Total ", "价税合计 ") + document.currency(),
                        amount(document.total()),
                        true));
        if (words.language() == Language.ZH
                && document.currency().code().equals("CNY")
                && document.total().precision() <= CAPITALS) {
            totals.add(new Total("大写", CapitalNumerals.of(document.total()), false));
        }
        if (issue != null && document.kind() == DocumentKind.SETTLED_INVOICE) {
            BigDecimal payable = issue.payable(document);
            totals.add(
                    new Total(
                            words.of("Paid from balance", "已由余额支付"),
                            amount(document.total().subtract(payable)),
                            false));
            totals.add(new Total(words.of("Payable", "应付"), amount(payable), true));
        }
        return totals;
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        if (!document.tax().exemption().isEmpty()) {
            notes.add(words.of("Exempt from tax: ", "免税原因：") + document.tax().exemption());
        }
        if (document.tax().included()) {
            notes.add(words.of("Unit prices contain the tax.", "单价为含税价。"));
        }
        if (document.kind() == DocumentKind.INVOICE
                && issue != null
                && document.total().signum() > 0
                && !document.seller().issuer().account().isEmpty()) {
            notes.add(
                    words.of(
                            "Please pay to the seller's account and quote " + issue.number() + ".",
                            "请付款至销售方账号，并注明 " + issue.number() + "。"));
        }
        if (document.kind() != DocumentKind.CREDIT_NOTE) {
            notes.add(
                    words.of(
                            "Every line is rounded once; exact charges come to "
                                    + document.exact()
                                    + ", rounding of lines to "
                                    + document.rounding()
                                    + ".",
                            "每行只舍入一次；精确金额合计 "
                                    + document.exact()
                                    + "，舍入差额 "
                                    + document.rounding()
                                    + "。"));
        }
        if (document.currency().code().equals("CNY")
                && document.kind() != DocumentKind.CHARGEBACK) {
            notes.add(
                    words.of(
                            "This is no fapiao: the tax invoice is issued apart from it.",
                            "本文件不是税务发票，发票另行开具。"));
        }
        if (!document.remarks().isEmpty()) {
            notes.add(words.of("Remarks: ", "备注：") + document.remarks());
        }
        if (!document.seller().drawer().isEmpty()) {
            notes.add(words.of("Drawn up by ", "开单人：") + document.seller().drawer());
        }
        return notes;
    }

    private String amount(BigDecimal amount) {
        return grouped(amount.setScale(document.currency().digits()));
    }

    private static String percent(BigDecimal rate) {
        return rate.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    /// With commas between thousands.
    static String grouped(BigDecimal value) {
        String plain = value.toPlainString();
        int point = plain.indexOf('.');
        int end = point < 0 ? plain.length() : point;
        var text = new StringBuilder(plain);
        int first = plain.startsWith("-") ? 1 : 0;
        for (int at = end - 3; at > first; at -= 3) {
            text.insert(at, ',');
        }
        return text.toString();
    }
}
