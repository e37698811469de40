package io.tokengrid.metering.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.Deflater;

/// Small documents and videos, made byte by byte as the standards say.
public final class SmallFiles {
    private SmallFiles() {}

    /// A `data:` URL of a file.
    public static String url(String type, byte[] file) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(file);
    }

    /// A PDF with so many empty pages, all objects in the open.
    public static byte[] pdf(int pages) {
        StringBuilder pdf = new StringBuilder("%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        pdf.append(
                "1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Outlines << /Count 99 >> >>\nendobj\n");
        pdf.append("2 0 obj\n<< /Kids [");
        for (int page = 0; page < pages; page++) {
            pdf.append(' ').append(page + 4).append(" 0 R");
        }
        pdf.append("] /Count ").append(pages).append(" /Type /Pages >>\nendobj\n");
        pdf.append("3 0 obj\n<< /Title (A \\) << /Type /Page >> \\( title) >>\nendobj\n");
        for (int page = 0; page < pages; page++) {
            pdf.append(page + 4)
                    .append(" 0 obj\n<< /Type /Page /Parent 2 0 R /Resources << /Font << >> >>")
                    .append(" /MediaBox [0 0 595 842] >>\nendobj\n");
        }
        String drawing = "<< /Type /Page >> ((( BT ET";
        pdf.append("9999 0 obj\n<< /Length ").append(drawing.length()).append(" >>\nstream\n");
        pdf.append(drawing).append("\nendstream\nendobj\n");
        return pdf.append("trailer\n<< /Root 1 0 R >>\n%%EOF\n").toString().getBytes(ISO_8859_1);
    }

    /// A PDF whose objects are deflated, as most programs write it since version 1.5.
    public static byte[] deflatedPdf(String objects) {
        Deflater deflater = new Deflater();
        deflater.setInput(objects.getBytes(ISO_8859_1));
        deflater.finish();
        byte[] packed = new byte[objects.length() + 64];
        int length = deflater.deflate(packed);
        deflater.end();
        String head =
                "%PDF-1.7\n7 0 obj\n<< /Type /ObjStm /N 3 /First 12 /Filter [/FlateDecode] /Length "
                        + length
                        + " >>\nstream\r\n";
        return joined(
                head.getBytes(ISO_8859_1),
                java.util.Arrays.copyOf(packed, length),
                "\nendstream\nendobj\n%%EOF\n".getBytes(ISO_8859_1));
    }

    /// An MP4 without pictures: its header alone, behind the pictures' box if `late`.
    public static byte[] mp4(int width, int height, long millis, boolean late) {
        byte[] movie =
                box("mvhd", ByteBuffer.allocate(100).putInt(12, 1_000).putInt(16, (int) millis));
        ByteBuffer track = ByteBuffer.allocate(84).putInt(76, width << 16).putInt(80, height << 16);
        byte[] tracks =
                joined(
                        box("trak", box("tkhd", ByteBuffer.allocate(84))),
                        box("trak", box("tkhd", track)));
        byte[] header = box("moov", joined(movie, tracks));
        byte[] pictures = box("mdat", new byte[5_000]);
        byte[] type = box("ftyp", "isomiso2mp41".getBytes(ISO_8859_1));
        return late ? joined(type, pictures, header) : joined(type, header, pictures);
    }

    /// A WebM without pictures.
    public static byte[] webm(int width, int height, double millis) {
        byte[] size = joined(element(0xb0, shortBytes(width)), element(0xba, shortBytes(height)));
        byte[] track = element(0xae, joined(element(0xd7, new byte[] {1}), element(0xe0, size)));
        byte[] length = ByteBuffer.allocate(8).putDouble(millis).array();
        byte[] info =
                joined(element(0x2ad7b1, new byte[] {0x0f, 0x42, 0x40}), element(0x4489, length));
        byte[] all = joined(element(0x1549a966, info), element(0x1654ae6b, track));
        return joined(
                element(0x1a45dfa3, element(0x4282, "webm".getBytes(ISO_8859_1))),
                element(0x18538067, all));
    }

    private static byte[] shortBytes(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }

    private static byte[] box(String type, ByteBuffer content) {
        return box(type, content.array());
    }

    private static byte[] box(String type, byte[] content) {
        byte[] size = ByteBuffer.allocate(4).putInt(8 + content.length).array();
        return joined(size, type.getBytes(ISO_8859_1), content);
    }

    private static byte[] element(int id, byte[] content) {
        byte[] whole = ByteBuffer.allocate(4).putInt(id).array();
        int skipped = Integer.numberOfLeadingZeros(id) / 8;
        byte[] size = ByteBuffer.allocate(4).putInt(0x10000000 | content.length).array();
        return joined(java.util.Arrays.copyOfRange(whole, skipped, 4), size, content);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
