package io.tokengrid.rating.bill;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds which of our models a bill means: the one of that name, or the only one whose name differs
/// in nothing but spaces, points, capitals and the date of its release, as `Claude Haiku 4.5` and
/// `claude-haiku-4-5-20251001` do.
final class ModelNames {
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern RELEASE = Pattern.compile("-(\\d{8}|\\d{4}-\\d{2}-\\d{2})$");
    private static final String SEVERAL = "";

    private final Set<String> ours;
    private final Map<String, String> byPlainName = new HashMap<>();

    ModelNames(Set<String> ours) {
        this.ours = ours;
        for (String model : ours) {
            byPlainName.merge(plain(model), model, (_, _) -> SEVERAL);
        }
    }

    /// Our name of it; the bill's own where none of ours is meant.
    String ours(String billed) {
        if (ours.contains(billed)) {
            return billed;
        }
        String near = byPlainName.getOrDefault(plain(billed), SEVERAL);
        return near.equals(SEVERAL) ? billed : near;
    }

    private static String plain(String name) {
        String words = NO_WORD.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
        return RELEASE.matcher(words).replaceAll("");
    }
}
