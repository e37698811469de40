package io.tokengrid.app.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One line of the report.
///
/// @param name what was measured
/// @param figure in `unit`
/// @param ratio to what stands beside it; null where nothing does
/// @param target null where none is stated
/// @param raw the figures behind it
public record Row(
        String name,
        double figure,
        String unit,
        @Nullable Ratio ratio,
        @Nullable Target target,
        String raw) {

    /// How many times what was measured beside it.
    ///
    /// @param of what that is
    public record Ratio(double value, String of) {}

    static Row of(String name, double figure, String unit) {
        return new Row(name, figure, unit, null, null, "");
    }

    Row times(double ratio, String of) {
        return new Row(name, figure, unit, new Ratio(ratio, of), target, raw);
    }

    Row to(@Nullable Target wanted) {
        return new Row(name, figure, unit, ratio, wanted, raw);
    }

    Row behind(String figures) {
        return new Row(name, figure, unit, ratio, target, figures);
    }

    /// Whether the target is met; null where none is stated.
    public @Nullable Boolean met() {
        if (target == null) {
            return null;
        }
        return switch (target.judged()) {
            case FIGURE -> target.isMetBy(figure);
            case RATIO -> ratio != null && target.isMetBy(ratio.value());
        };
    }

    /// As printed: ratio and figure first, then the target, then what is behind it.
    public String line() {
        var line = new StringBuilder(String.format(Locale.ROOT, "%-26s ", name));
        if (ratio != null) {
            line.append(number(ratio.value())).append(" of ").append(ratio.of()).append("; ");
        }
        line.append(number(figure)).append(' ').append(unit);
        if (target != null) {
            line.append("; target: ")
                    .append(target.judged() == Target.Judged.RATIO ? "ratio " : "")
                    .append(target.bound().words())
                    .append(' ')
                    .append(number(target.limit()))
                    .append(Boolean.TRUE.equals(met()) ? ", met" : ", NOT MET");
        }
        return raw.isEmpty() ? line.toString() : line.append(" | ").append(raw).toString();
    }

    Map<String, @Nullable Object> fields() {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("name", name);
        fields.put("figure", figure);
        fields.put("unit", unit);
        fields.put("ratio", ratio);
        fields.put("target", target);
        fields.put("met", met());
        fields.put("raw", raw);
        return fields;
    }

    /// Three digits or more, whole above a hundred.
    static String number(double value) {
        double size = Math.abs(value);
        String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, form, value);
    }
}
