package io.tokengrid.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the route of a method and a path. Immutable.
final class Router {
    private final List<Route> routes;

    Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    List<Route> routes() {
        return routes;
    }

    /// A route with what stands in the braces of its path.
    record Match(Route route, Map<String, String> path) {}

    /// All routes of a path, whatever their methods.
    List<Match> at(String path) {
        var matches = new ArrayList<Match>();
        String[] segments = path.split("/", -1);
        for (Route route : routes) {
            Map<String, String> names = match(route.path().split("/", -1), segments);
            if (names != null) {
                matches.add(new Match(route, names));
            }
        }
        return matches;
    }

    /// The methods of matches, as the header `Allow` has them.
    static String allowed(List<Match> matches) {
        var methods = new TreeSet<String>();
        matches.forEach(match -> methods.add(match.route().method()));
        return String.join(", ", methods);
    }

    private static @Nullable Map<String, String> match(String[] pattern, String[] segments) {
        if (pattern.length != segments.length) {
            return null;
        }
        var names = new HashMap<String, String>();
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].startsWith("{")) {
                names.put(pattern[i].substring(1, pattern[i].length() - 1), segments[i]);
            } else if (!pattern[i].equals(segments[i])) {
                return null;
            }
        }
        return names;
    }
}
