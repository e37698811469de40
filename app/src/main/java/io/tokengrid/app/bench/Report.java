package io.tokengrid.app.bench;

import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// All that was measured.
///
/// @param skipped why measurements are missing, a line each
public record Report(Machine machine, List<Row> rows, List<String> skipped) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public Report {
        rows = List.copyOf(rows);
        skipped = List.copyOf(skipped);
    }

    /// The same rows, in the same order.
    public String toJson() {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("machine", machine);
        fields.put("rows", rows.stream().map(Row::fields).toList());
        fields.put("skipped", skipped);
        return JSON.writeValueAsString(fields) + "\n";
    }
}
