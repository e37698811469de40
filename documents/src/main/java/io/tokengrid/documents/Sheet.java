package io.tokengrid.documents;

import io.tokengrid.rating.invoice.Language;
import java.util.List;

/// What stands on a document, in words and in order, before it is drawn.
///
/// @param notice what must not be overlooked; may be empty
/// @param facts names and values
/// @param notes at the end
/// @param foot on each page
record Sheet(
        Language language,
        String title,
        String number,
        String notice,
        List<Pair> facts,
        Block seller,
        Block buyer,
        List<Table> tables,
        List<Total> totals,
        List<String> notes,
        String foot) {
    record Pair(String name, String value) {}

    /// A party: its name, and what is known of it.
    record Block(String label, String name, List<Pair> rows) {}

    /// @param title may be empty
    record Table(String title, List<Column> columns, List<Row> rows) {}

    /// @param weight its share of the width
    record Column(String title, boolean number, float weight) {}

    /// @param heading whether its first cell is about the rows below
    record Row(List<String> cells, boolean heading) {}

    record Total(String name, String value, boolean strong) {}
}
