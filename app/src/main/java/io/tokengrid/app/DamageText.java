package io.tokengrid.app;

import io.tokengrid.storage.Loss;
import io.tokengrid.storage.NodeRepair;
import io.tokengrid.storage.segment.JournalCondition;
import io.tokengrid.units.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// What a repair of the journal found, in words.
final class DamageText {
    private DamageText() {}

    /// All of it, a line each.
    static List<String> lines(NodeRepair.Report report) {
        return switch (report.condition()) {
            case JournalCondition.Sound(long last, int epoch, int segments) ->
                    List.of(
                            "The journal is sound: %d facts, epoch %d, %d segment files."
                                    .formatted(last, epoch, segments));
            case JournalCondition.Damaged damaged -> lines(damaged, report);
        };
    }

    private static List<String> lines(JournalCondition.Damaged damaged, NodeRepair.Report report) {
        Loss loss = report.loss();
        List<String> lines = new ArrayList<>();
        lines.add("The journal is damaged.");
        row(lines, "file", damaged.file());
        row(lines, "offset", Long.toString(damaged.offset()));
        row(lines, "last sound fact", Long.toString(damaged.lastSequence()));
        lines.add("Cutting it there would lose:");
        row(lines, "facts", facts(damaged));
        if (loss.from() != null) {
            row(lines, "from", String.valueOf(loss.from()));
            row(lines, "to", String.valueOf(loss.to()));
        }
        row(lines, "calls begun", Long.toString(loss.admitted()));
        row(lines, "calls settled", Long.toString(loss.settled()));
        loss.money()
                .forEach((currency, sums) -> {
                    row(lines, "charges", currency + " " + sums.charges());
                    row(lines, "top-ups", currency + " " + sums.topUps());
                    row(lines, "adjustments", currency + " " + sums.adjustments());
                });
        lines.add("What cannot be read is not in these sums.");
        if (!damaged.startRefused() && !report.newerSnapshots().isEmpty()) {
            lines.add(
                    "The damage is in an old segment, and snapshots of later facts are there ("
                            + joined(report.newerSnapshots())
                            + "): try ./tokengrid up first. If it starts, no balance is lost and nothing need be cut.");
        }
        lines.add(
                report.oldest() == 1
                        ? "Later snapshots and the embedded database are set aside; the database is folded again."
                        : "Later snapshots are set aside. The database has folded facts that the journal loses: "
                                + "it can be folded again once the archived segments are back.");
        lines.add(
                "All that is cut off stays in the data folder, in files with .cut in their names.");
        return lines;
    }

    private static void row(List<String> lines, String name, String value) {
        lines.add("  %-18s %s".formatted(name, value));
    }

    private static String facts(JournalCondition.Damaged damaged) {
        return damaged.lostFacts() + ", of which " + damaged.readableFacts() + " can be read";
    }

    private static String joined(List<Long> sequences) {
        var joined = new StringJoiner(", ");
        sequences.forEach(sequence -> joined.add(Long.toString(sequence)));
        return joined.toString();
    }

    /// The loss in one line.
    static String summary(NodeRepair.Report report) {
        if (!(report.condition() instanceof JournalCondition.Damaged damaged)) {
            return "every frame can be read now";
        }
        var money = new StringJoiner(", ");
        report.loss()
                .money()
                .forEach((currency, sums) -> {
                    add(money, "charges", currency, sums.charges());
                    add(money, "top-ups", currency, sums.topUps());
                    add(money, "adjustments", currency, sums.adjustments());
                });
        String sums = money.length() == 0 ? "" : ": " + money;
        return "facts " + facts(damaged) + sums;
    }

    private static void add(StringJoiner money, String what, String currency, Money amount) {
        if (!amount.isZero()) {
            money.add(what + " " + currency + " " + amount);
        }
    }
}
