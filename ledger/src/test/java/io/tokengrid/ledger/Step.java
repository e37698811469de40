package io.tokengrid.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One line of a script: a verb, its words and its options, such as `hold c1 app 3.00 tokens=500
/// claim=k:body`. The grammar is that of [LedgerScript].
record Step(String verb, List<String> words, Map<String, String> options) {
    static Step parse(String line) {
        String[] parts = line.strip().split(" +", -1);
        var words = new ArrayList<String>();
        var options = new HashMap<String, String>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                options.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
            } else {
                words.add(parts[i]);
            }
        }
        return new Step(parts[0], words, options);
    }

    String word(int index) {
        return words.get(index);
    }

    boolean says(String word) {
        return words.contains(word);
    }

    @Nullable String option(String name) {
        return options.get(name);
    }

    String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    long tokens() {
        return Long.parseLong(option("tokens", "0"));
    }
}
