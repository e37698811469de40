package io.tokengrid.console;

import java.util.LinkedHashMap;
import java.util.Map;

/// Maps that keep the order in which they are written, so that what is described reads the same
/// every time.
final class Ordered {
    private Ordered() {}

    /// @param pairs a name, its value, the next name and so on
    static Map<String, Object> map(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
