package io.tokengrid.app;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A file's bytes as text: UTF-8, with a byte order mark or without, or else GB18030, of which GBK
/// and GB2312 are parts.
final class BillText {
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private BillText() {}

    /// Empty for what is text in neither, or has characters that no text has.
    static Optional<String> of(byte[] file, int from) {
        return decoded(file, from, StandardCharsets.UTF_8)
                .or(() -> decoded(file, from, GB18030))
                .filter(BillText::isText)
                .map(text ->
                        !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK
                                ? text.substring(1)
                                : text);
    }

    private static Optional<String> decoded(byte[] file, int from, Charset charset) {
        try {
            var bytes = ByteBuffer.wrap(file, from, file.length - from);
            return Optional.of(charset.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static boolean isText(String text) {
        return text.chars()
                .noneMatch(c ->
                        (c < ' ' && c != '\t' && c != '\r' && c != '\n')
                                || c == 0x7F
                                || c == 0xFFFD
                                || (c >= 0xE000 && c <= 0xF8FF));
    }
}
