package io.tokengrid.rating;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Modifiers that are combined by one rule. Sets follow each other in the order of the book; what
/// one leaves, the next one changes.
///
/// @param name how messages call it
/// @param combine what happens where several are for one call
/// @param members in order, at least one
public record ModifierSet(String name, Combine combine, List<Modifier> members) {
    /// What happens where several modifiers of a set are for one call.
    public enum Combine {
        /// All multiply, one after the other.
        STACK("stack"),
        /// Only the one with the smallest factor does, the first of equals.
        BEST("best"),
        /// Only the first one does.
        FIRST("first");

        private final String key;

        Combine(String key) {
            this.key = key;
        }

        /// Throws [IllegalArgumentException] for a name that no rule has.
        public static Combine of(String key) {
            for (Combine combine : values()) {
                if (combine.key.equals(key)) {
                    return combine;
                }
            }
            throw new IllegalArgumentException(
                    "no rule to combine is called '" + key + "': stack, best and first are known");
        }

        /// The name in configuration, books and JSON.
        public String key() {
            return key;
        }
    }

    /// Throws [IllegalArgumentException] for no members, members of both sides, two of one name and
    /// a choice of the best among margins and others.
    public ModifierSet {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("the modifiers '" + name + "' are none");
        }
        Set<String> names = new HashSet<>();
        for (Modifier member : members) {
            if (!names.add(member.name())) {
                throw new IllegalArgumentException(
                        "two modifiers in '" + name + "' are called '" + member.name() + "'");
            }
        }
        if (members.stream().map(Modifier::side).distinct().count() > 1) {
            throw new IllegalArgumentException(
                    "the modifiers '" + name + "' change both what is bought and what is sold");
        }
        boolean margins = members.stream().anyMatch(m -> m.kind() == Modifier.Kind.MARGIN);
        if (combine == Combine.BEST
                && margins
                && members.stream().anyMatch(m -> m.kind() != Modifier.Kind.MARGIN)) {
            throw new IllegalArgumentException(
                    "the modifiers '"
                            + name
                            + "' cannot choose the best of margins and others: which one is"
                            + " cheaper depends on the row");
        }
    }

    /// The members that are for a model, those first that win where only one may.
    List<Modifier> of(String model) {
        List<Modifier> meant =
                members.stream()
                        .filter(member -> member.audience().models().matches(model))
                        .toList();
        return combine == Combine.BEST
                ? meant.stream()
                        .sorted(Comparator.comparing(member -> member.by().factor()))
                        .toList()
                : meant;
    }
}
