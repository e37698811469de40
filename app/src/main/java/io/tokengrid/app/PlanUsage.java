package io.tokengrid.app;

import io.tokengrid.rating.plan.UsageEvent;
import io.tokengrid.units.Rational;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads usage from a CSV file with a line of names: `at`, `meter` and `quantity`, and where they
/// are known `id`, `model`, `seat`, `held` and `settled`, in any order.
final class PlanUsage {
    private static final Set<String> NAMES =
            Set.of("id", "at", "meter", "quantity", "model", "seat", "held", "settled");
    private static final List<String> REQUIRED = List.of("at", "meter", "quantity");

    private final Path file;
    private final ZoneId zone;
    private List<String> names = List.of();

    private PlanUsage(Path file, ZoneId zone) {
        this.file = file;
        this.zone = zone;
    }

    /// Throws [CommandFailure] that names file, line and column of what is wrong.
    ///
    /// @param zone of times without an offset
    static List<UsageEvent> read(Path file, ZoneId zone) {
        var reader = new PlanUsage(file, zone);
        var events = new ArrayList<UsageEvent>();
        try (TextInput in = TextInput.of(file)) {
            for (Optional<String> line = in.next(); line.isPresent(); line = in.next()) {
                if (reader.names.isEmpty()) {
                    reader.head(line.get());
                } else if (!line.get().isBlank()) {
                    events.add(reader.event(line.get(), in.line()));
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(file + ": cannot be read", "check the file", e);
        }
        return events;
    }

    private void head(String line) {
        names = List.of(line.replace("\uFEFF", "").strip().split(",", -1));
        for (String name : names) {
            if (!NAMES.contains(name)) {
                throw wrong(
                        1,
                        name,
                        "is no column of usage",
                        "did you mean " + Nearest.to(name, NAMES).orElseThrow() + "?");
            }
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw wrong(1, "the first line", "has a name twice", "keep one of the two");
        }
        REQUIRED.stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw wrong(1, name, "is missing", "name the columns at, meter, quantity ...");
                });
    }

    private UsageEvent event(String line, int number) {
        String[] cells = line.split(",", -1);
        if (cells.length != names.size()) {
            throw wrong(
                    number,
                    "the line",
                    "has " + cells.length + " cells under " + names.size() + " names",
                    "write one cell for each name, without commas in it");
        }
        var row = new Row(number, new HashMap<>());
        for (int i = 0; i < cells.length; i++) {
            if (!cells[i].isBlank()) {
                row.cells.put(names.get(i), cells[i].strip());
            }
        }
        Instant at = row.required("at", PlanKinds.time()).in(zone);
        Instant settled =
                row.find("settled", PlanKinds.time()).map(time -> time.in(zone)).orElse(at);
        try {
            return new UsageEvent(
                    row.find("id", Kind.name()).orElse("line " + number),
                    at,
                    row.required("meter", Kind.name()),
                    row.required("quantity", PlanKinds.amount()),
                    new UsageEvent.Who(
                            row.find("model", Kind.name()), row.find("seat", Kind.name())),
                    row.find("held", PlanKinds.amount())
                            .map((Rational held) -> new UsageEvent.Reservation(held, settled)));
        } catch (IllegalArgumentException e) {
            throw wrong(number, "the line", "is refused: " + e.getMessage(), "correct it here");
        }
    }

    /// The cells of a line by name; empty ones are left out.
    private final class Row {
        private final int number;
        private final Map<String, String> cells;

        private Row(int number, Map<String, String> cells) {
            this.number = number;
            this.cells = cells;
        }

        private <T> T required(String name, Kind<T> kind) {
            return find(name, kind)
                    .orElseThrow(
                            () -> wrong(number, name, "is missing", "write " + kind.allowed()));
        }

        private <T> Optional<T> find(String name, Kind<T> kind) {
            return Optional.ofNullable(cells.get(name)).map(cell -> parsed(name, kind, cell));
        }

        private <T> T parsed(String name, Kind<T> kind, String cell) {
            try {
                return kind.parser().apply(cell);
            } catch (IllegalArgumentException | DateTimeException e) {
                throw wrong(
                        number, name, "'" + cell + "' is not " + kind.allowed(), "correct it here");
            }
        }
    }

    private CommandFailure wrong(int line, String what, String why, String hint) {
        return new CommandFailure(file + ":" + line + ": " + what + ": " + why, hint);
    }
}
