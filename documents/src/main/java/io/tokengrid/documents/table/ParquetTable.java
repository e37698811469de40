package io.tokengrid.documents.table;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A table as Apache Parquet (github.com/apache/parquet-format, version 1 of pages), in the part of
/// it that flat tables need and every reader knows: plain values, one page for each column of a row
/// group, GZIP. Texts are UTF-8 strings, numbers DECIMAL(38, 18), times milliseconds in UTC.
final class ParquetTable implements TableWriter {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int GROUP_ROWS = 50_000;
    private static final int GROUP_BYTES = 32 << 20;

    private static final int VERSION = 1;
    private static final int DATA_PAGE = 0;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int GZIP = 2;

    /// What is known of a part of a column that was written.
    private record Chunk(long at, int raw, int packed) {}

    private record Group(List<Chunk> chunks, int rows) {}

    private final List<ParquetColumn> columns;
    private final OutputStream out;
    private final List<Group> groups = new ArrayList<>();
    private long written;
    private int rows;

    ParquetTable(List<Column> columns, OutputStream out) throws IOException {
        this.columns = columns.stream().map(ParquetColumn::new).toList();
        this.out = new BufferedOutputStream(out);
        write(MAGIC);
    }

    @Override
    public void row(List<? extends @Nullable Object> values) throws IOException {
        int bytes = 0;
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).add(values.get(i));
            bytes += columns.get(i).size();
        }
        rows++;
        if (rows == GROUP_ROWS || bytes >= GROUP_BYTES) {
            endGroup();
        }
    }

    private void endGroup() throws IOException {
        var chunks = new ArrayList<Chunk>();
        for (ParquetColumn column : columns) {
            chunks.add(chunk(column.page()));
        }
        groups.add(new Group(chunks, rows));
        rows = 0;
    }

    private Chunk chunk(byte[] page) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(page);
        }
        byte[] header =
                new CompactThrift()
                        .begin()
                        .i32(1, DATA_PAGE)
                        .i32(2, page.length)
                        .i32(3, packed.size())
                        .begin(5)
                        .i32(1, rows)
                        .i32(2, PLAIN)
                        .i32(3, RLE)
                        .i32(4, RLE)
                        .end()
                        .end()
                        .toByteArray();
        long at = written;
        write(header);
        write(packed.toByteArray());
        return new Chunk(at, header.length + page.length, header.length + packed.size());
    }

    @Override
    public void close() throws IOException {
        try (out) {
            if (rows > 0) {
                endGroup();
            }
            byte[] footer = footer();
            write(footer);
            write(
                    ByteBuffer.allocate(Integer.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(footer.length)
                            .array());
            write(MAGIC);
        }
    }

    private byte[] footer() {
        var footer = new CompactThrift().begin().i32(1, VERSION);
        footer.structs(2, columns.size() + 1)
                .begin()
                .text(4, "schema")
                .i32(5, columns.size())
                .end();
        columns.forEach(column -> column.describe(footer));
        footer.i64(3, groups.stream().mapToLong(Group::rows).sum());
        footer.structs(4, groups.size());
        groups.forEach(group -> describe(group, footer));
        return footer.text(6, "TokenGrid").end().toByteArray();
    }

    private void describe(Group group, CompactThrift to) {
        to.begin().structs(1, columns.size());
        for (int i = 0; i < columns.size(); i++) {
            Chunk chunk = group.chunks.get(i);
            to.begin()
                    .i64(2, chunk.at)
                    .begin(3)
                    .i32(1, columns.get(i).type())
                    .numbers(2, PLAIN, RLE)
                    .texts(3, columns.get(i).name())
                    .i32(4, GZIP)
                    .i64(5, group.rows)
                    .i64(6, chunk.raw)
                    .i64(7, chunk.packed)
                    .i64(9, chunk.at)
                    .end()
                    .end();
        }
        to.i64(2, group.chunks.stream().mapToLong(Chunk::raw).sum()).i64(3, group.rows).end();
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        written += bytes.length;
    }
}
