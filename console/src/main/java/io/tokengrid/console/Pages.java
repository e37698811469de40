package io.tokengrid.console;

import io.tokengrid.gateway.ControlRequest;
import io.tokengrid.gateway.ControlResponse;
import io.tokengrid.units.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Serves the console's pages: the files of the class path folder `web` beside this class, under
/// `/console/`. Only names of plain letters with a known ending are looked up, so that no path
/// leads out of the folder. Thread-safe; keeps what it has read.
final class Pages {
    static final String ROOT = "/console/";

    private static final String FOLDER = "web/";
    private static final int LONGEST = 200;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

    /// Scripts, styles and pictures of our own, and nothing from anywhere else.
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("mjs", "text/javascript; charset=utf-8"),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("map", "application/json"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("woff2", "font/woff2"),
                    Map.entry("txt", "text/plain; charset=utf-8"));

    private final Map<String, File> files = new ConcurrentHashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared as a record
    private record File(byte[] bytes, String type, String tag) {}

    /// Whether a path is one of these.
    static boolean serves(String path) {
        return path.equals("/") || path.equals("/console") || path.startsWith(ROOT);
    }

    ControlResponse handle(ControlRequest request) {
        boolean head = request.method().equals("HEAD");
        if (!head && !request.method().equals("GET")) {
            throw ApiProblem.methodNotAllowed(request.method(), request.path(), "GET, HEAD");
        }
        if (!request.path().startsWith(ROOT)) {
            return new ControlResponse(302, Map.of("location", ROOT), new byte[0]);
        }
        File file = file(request.path().substring(ROOT.length()));
        if (file == null) {
            throw ApiProblem.notFound(
                    "There is no page " + Quoted.of(request.path()) + ".",
                    "The console begins at " + ROOT + ".");
        }
        var headers = new HashMap<String, String>();
        headers.put("content-type", file.type());
        headers.put("etag", file.tag());
        headers.put("cache-control", "no-cache");
        headers.put("content-security-policy", POLICY);
        headers.put("x-content-type-options", "nosniff");
        headers.put("referrer-policy", "no-referrer");
        if (known(request.headers().get("if-none-match"), file.tag())) {
            headers.remove("content-type");
            return new ControlResponse(304, headers, new byte[0]);
        }
        return new ControlResponse(200, headers, head ? new byte[0] : file.bytes());
    }

    private @Nullable File file(String path) {
        String name = path.isEmpty() || path.endsWith("/") ? path + "index.html" : path;
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !isPlain(name)) {
            return null;
        }
        File kept = files.get(name);
        return kept != null ? kept : read(name, type);
    }

    private static boolean isPlain(String name) {
        if (name.length() > LONGEST) {
            return false;
        }
        for (String segment : name.split("/", -1)) {
            if (!SEGMENT.matcher(segment).matches()) {
                return false;
            }
        }
        return true;
    }

    private @Nullable File read(String name, String type) {
        try (InputStream in = Pages.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            String digest = Sha256.digest(bytes, 0, bytes.length).toString().substring(0, 32);
            File file = new File(bytes, type, '"' + digest + '"');
            files.put(name, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean known(@Nullable String tags, String tag) {
        if (tags == null) {
            return false;
        }
        for (String one : tags.split(",", -1)) {
            String bare = one.strip();
            if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
