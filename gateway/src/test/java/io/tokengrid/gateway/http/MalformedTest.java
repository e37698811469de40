package io.tokengrid.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/// Bytes that are no request, or that two recipients could read in two ways (RFC 9112). Whatever
/// pieces they come in, they are refused in the same way, and nothing behind them is read.
class MalformedTest {
    private static final String NEXT = "GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n";

    private static Arguments bad(String what, String bytes) {
        return Arguments.of(what, bytes);
    }

    private static String post(String fields, String body) {
        return "POST / HTTP/1.1\r\nhost: a\r\n" + fields + "\r\n" + body;
    }

    static final List<Arguments> HEADS =
            List.of(
                    bad("no request", "what is this\r\n\r\n"),
                    bad("no version", "GET /\r\nhost: a\r\n\r\n"),
                    bad("two spaces", "GET  / HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("a space in front", " GET / HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("a space behind", "GET / HTTP/1.1 \r\nhost: a\r\n\r\n"),
                    bad("a space in the target", "GET /a b HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("a tab between", "GET\t/ HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("a bare CR between", "GET\r/ HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("a form feed between", "GET\f/ HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("a zero in the target", "GET /\0 HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("a character beyond ASCII", "GET /\u00e9 HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("a method that is no token", "G(T / HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("a target that is no path", "GET a HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("a star for another method", "GET * HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("a version that is none", "GET / HTTP/1.x\r\nhost: a\r\n\r\n"),
                    bad("a bare LF behind the line", "GET / HTTP/1.1\nhost: a\r\n\r\n"),
                    bad("a bare LF behind a field", "GET / HTTP/1.1\r\nhost: a\n\r\n"),
                    bad("a bare LF as the end", "GET / HTTP/1.1\r\nhost: a\r\n\n"),
                    bad("a bare CR in a value", "GET / HTTP/1.1\r\nhost: a\r\nx: a\rb\r\n\r\n"),
                    bad("a zero in a value", "GET / HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n\r\n"),
                    bad("a folded field", "GET / HTTP/1.1\r\nhost: a\r\nx: a\r\n b\r\n\r\n"),
                    bad("a field folded by a tab", "GET / HTTP/1.1\r\nhost: a\r\n\tb\r\n\r\n"),
                    bad("a space before the first field", "GET / HTTP/1.1\r\n host: a\r\n\r\n"),
                    bad("a space before the colon", "GET / HTTP/1.1\r\nhost : a\r\n\r\n"),
                    bad("a field without a colon", "GET / HTTP/1.1\r\nhost: a\r\nx\r\n\r\n"),
                    bad("a field without a name", "GET / HTTP/1.1\r\nhost: a\r\n: x\r\n\r\n"),
                    bad("a name that is no token", "GET / HTTP/1.1\r\nhost: a\r\n(x): y\r\n\r\n"),
                    bad("no host", "GET / HTTP/1.1\r\n\r\n"),
                    bad("two hosts", "GET / HTTP/1.1\r\nhost: a\r\nHost: a\r\n\r\n"),
                    bad("two hosts in one", "GET / HTTP/1.1\r\nhost: a, b\r\n\r\n"),
                    bad("two hosts of HTTP/1.0", "GET / HTTP/1.0\r\nhost: a\r\nhost: b\r\n\r\n"),
                    bad("a host with a user", "GET / HTTP/1.1\r\nhost: u@a\r\n\r\n"),
                    bad(
                            "a length and chunks",
                            post(
                                    "content-length: 3\r\ntransfer-encoding: chunked\r\n",
                                    "0\r\n\r\n")),
                    bad(
                            "chunks and a length",
                            post(
                                    "transfer-encoding: chunked\r\ncontent-length: 3\r\n",
                                    "0\r\n\r\n")),
                    bad("two lengths", post("content-length: 3\r\ncontent-length: 4\r\n", "abc")),
                    bad(
                            "a length twice",
                            post("content-length: 3\r\ncontent-length: 3\r\n", "abc")),
                    bad("two lengths in one", post("content-length: 3, 3\r\n", "abc")),
                    bad(
                            "two lengths of HTTP/1.0",
                            "POST / HTTP/1.0\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabc"),
                    bad("a length with a sign", post("content-length: +3\r\n", "abc")),
                    bad("a length below nothing", post("content-length: -3\r\n", "abc")),
                    bad("a length in hex", post("content-length: 0x3\r\n", "abc")),
                    bad("a length with a point", post("content-length: 3.0\r\n", "abc")),
                    bad("a length that says nothing", post("content-length:\r\n", "abc")),
                    bad("a length in other digits", post("content-length: 3\u00b2\r\n", "abc")),
                    bad(
                            "a length without bounds",
                            post("content-length: 99999999999999999999\r\n", "abc")),
                    bad("another coding", post("transfer-encoding: gzip\r\n", "abc")),
                    bad(
                            "another coding before chunks",
                            post("transfer-encoding: gzip, chunked\r\n", "0\r\n\r\n")),
                    bad(
                            "another coding after chunks",
                            post("transfer-encoding: chunked, gzip\r\n", "0\r\n\r\n")),
                    bad(
                            "chunks twice",
                            post(
                                    "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
                                    "0\r\n\r\n")),
                    bad(
                            "chunks beside another coding",
                            post(
                                    "transfer-encoding: identity\r\ntransfer-encoding: chunked\r\n",
                                    "0\r\n\r\n")),
                    bad(
                            "chunks in quotes",
                            post("transfer-encoding: \"chunked\"\r\n", "0\r\n\r\n")),
                    bad(
                            "chunks behind a control character",
                            post("transfer-encoding: \u000bchunked\r\n", "0\r\n\r\n")),
                    bad(
                            "chunks that are nearly named so",
                            post("transfer-encoding: xchunked\r\n", "0\r\n\r\n")),
                    bad(
                            "chunks of HTTP/1.0",
                            "POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
                    bad(
                            "an old web socket",
                            "GET / HTTP/1.1\r\nhost: a\r\nsec-websocket-key1: 1\r\nsec-websocket-key2: 2\r\n\r\n12345678"));

    static final List<Arguments> CHUNKS =
            List.of(
                    bad("no size", "\r\nabc\r\n0\r\n\r\n"),
                    bad("a size that is none", "g\r\nabc\r\n0\r\n\r\n"),
                    bad("a size with a sign", "+3\r\nabc\r\n0\r\n\r\n"),
                    bad("a size in C's hex", "0x3\r\nabc\r\n0\r\n\r\n"),
                    bad("a size behind a space", " 3\r\nabc\r\n0\r\n\r\n"),
                    bad("a size before a space", "3 \r\nabc\r\n0\r\n\r\n"),
                    bad("a size without bounds", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
                    bad("a size of two gibibytes", "80000000\r\nabc\r\n0\r\n\r\n"),
                    bad("a bare LF behind the size", "3\nabc\r\n0\r\n\r\n"),
                    bad("a bare CR in an extension", "3;a\rb\r\nabc\r\n0\r\n\r\n"),
                    bad("a bare LF in an extension", "3;a\nabc\r\n0\r\n\r\n"),
                    bad("a chunk that is longer than it says", "3\r\nabcd\r\n0\r\n\r\n"),
                    bad("a chunk that ends with a bare LF", "3\r\nabc\n0\r\n\r\n"),
                    bad("a bare LF as the end", "3\r\nabc\r\n0\r\n\n"),
                    bad("a trailer without a colon", "3\r\nabc\r\n0\r\nx\r\n\r\n"),
                    bad(
                            "extensions without end",
                            ("1;" + "x".repeat(3_000) + "\r\na\r\n").repeat(7) + "0\r\n\r\n"));

    @ParameterizedTest(name = "{0}")
    @FieldSource("HEADS")
    void a_head_that_can_be_read_in_two_ways_is_refused(String what, String bytes) {
        assertRefused(bytes, Malformed.SYNTAX);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("CHUNKS")
    void chunks_that_can_be_read_in_two_ways_are_refused(String what, String chunks) {
        byte[] bytes = (post("transfer-encoding: chunked\r\n", chunks) + NEXT).getBytes(ISO_8859_1);

        everyCut(bytes)
                .forEach(cuts ->
                        assertThat(Wire.heardOf(bytes, cuts))
                                .containsExactly("POST /", "gone", "SYNTAX"));
    }

    @Test
    void too_long_a_line_has_a_refusal_of_its_own() {
        assertRefused(
                "GET /" + "x".repeat(RequestDecoder.MAX_LINE) + " HTTP/1.1\r\nhost: a\r\n\r\n",
                Malformed.LINE_TOO_LONG);
    }

    @Test
    void too_large_a_header_has_a_refusal_of_its_own() {
        String field = "x: " + "y".repeat(4_000) + "\r\n";
        assertRefused(
                "GET / HTTP/1.1\r\nhost: a\r\n" + field.repeat(9) + "\r\n",
                Malformed.HEADER_TOO_LARGE);
        assertRefused(
                "GET / HTTP/1.1\r\nhost: a\r\n" + "x:y\r\n".repeat(201) + "\r\n",
                Malformed.HEADER_TOO_LARGE);
    }

    @Test
    void another_version_has_a_refusal_of_its_own() {
        assertRefused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Malformed.VERSION);
        assertRefused("GET / HTTP/2.0\r\nhost: a\r\n\r\n", Malformed.VERSION);
        assertRefused("GET / HTTP/1.2\r\nhost: a\r\n\r\n", Malformed.VERSION);
        assertRefused("GET / http/1.1\r\nhost: a\r\n\r\n", Malformed.VERSION);
        assertRefused("GET / HTTP/0.9\r\nhost: a\r\n\r\n", Malformed.VERSION);
    }

    private static void assertRefused(String head, Malformed why) {
        byte[] alone = (head + NEXT).getBytes(ISO_8859_1);
        byte[] behind = (post("content-length: 2\r\n", "hi") + head + NEXT).getBytes(ISO_8859_1);
        everyCut(alone)
                .forEach(cuts -> assertThat(Wire.heardOf(alone, cuts)).containsExactly(why.name()));
        everyCut(behind)
                .forEach(cuts ->
                        assertThat(Wire.heardOf(behind, cuts))
                                .containsExactly("POST /", "body 'hi'", why.name()));
    }

    /// All at once, byte by byte, and in two pieces wherever they are cut; of long ones every
    /// hundredth place.
    private static Stream<int[]> everyCut(byte[] bytes) {
        int step = bytes.length < 1_000 ? 1 : 101;
        return Stream.concat(
                Stream.of(new int[0], IntStream.range(1, bytes.length).toArray()),
                IntStream.iterate(1, at -> at < bytes.length, at -> at + step)
                        .mapToObj(at -> new int[] {at}));
    }

    static final List<Arguments> SOUND =
            List.of(
                    bad("GET /a|body ''", "GET /a?b=c HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("GET /a|body ''", "\r\n\r\nGET /a HTTP/1.1\r\nHOST:a\r\n\r\n"),
                    bad("GET /a|body ''", "GET http://a.b/a?c HTTP/1.1\r\nhost: a.b\r\n\r\n"),
                    bad("GET |body ''", "GET http://a.b HTTP/1.1\r\nhost: a.b\r\n\r\n"),
                    bad("OPTIONS *|body ''", "OPTIONS * HTTP/1.1\r\nhost: [::1]:80\r\n\r\n"),
                    bad("GET /|body ''", "GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n"),
                    bad("GET /|body ''", "GET / HTTP/1.1\r\nhost:\r\n\r\n"),
                    bad("M-X /|body ''", "M-X / HTTP/1.1\r\nhost: a\r\n\r\n"),
                    bad("POST /|body 'hello'", post("content-length: 5\r\n", "hello")),
                    bad("POST /|body 'hello'", post("content-length: 0005\r\n", "hello")),
                    bad("POST /|body 'GET '", post("content-length: 4\r\n", "GET ")),
                    bad(
                            "POST /|body 'hello'",
                            post(
                                    "Transfer-Encoding: Chunked\r\n",
                                    "3\r\nhel\r\n02\r\nlo\r\n0\r\n\r\n")),
                    bad(
                            "POST /|body 'hello'",
                            post(
                                    "transfer-encoding: chunked\r\n",
                                    "5;a=b;c=\"d\"\r\nhello\r\n000\r\nx: y\r\n\r\n")),
                    bad("POST /|body ''", post("content-length: 0\r\n", "")));

    @ParameterizedTest
    @FieldSource("SOUND")
    void what_is_sound_is_read_alike_in_whatever_pieces_and_so_is_what_follows(
            String heard, String request) {
        var expected = new ArrayList<>(List.of(heard.split("\\|", -1)));
        expected.addAll(List.of("GET /smuggled", "body ''"));
        byte[] bytes = (request + NEXT).getBytes(ISO_8859_1);

        everyCut(bytes)
                .forEach(cuts ->
                        assertThat(Wire.heardOf(bytes, cuts)).containsExactlyElementsOf(expected));
    }

    @Test
    void random_damage_is_heard_alike_in_whatever_pieces() {
        List<byte[]> sound =
                SOUND.stream()
                        .map(row -> ((String) row.get()[1] + NEXT).getBytes(ISO_8859_1))
                        .toList();
        Seeds.play(
                3_000,
                random ->
                        assertHeardAlike(
                                damaged(sound.get(random.nextInt(sound.size())), random), random));
    }

    @Test
    void random_bytes_are_heard_alike_in_whatever_pieces() {
        Seeds.play(
                1_000,
                random -> {
                    byte[] bytes = new byte[random.nextInt(300)];
                    random.nextBytes(bytes);
                    assertHeardAlike(bytes, random);
                });
    }

    private static void assertHeardAlike(byte[] bytes, RandomGenerator random) {
        int[] cuts = random.ints(random.nextInt(6), 0, bytes.length + 1).sorted().toArray();

        assertThat(Wire.heardOf(bytes, cuts))
                .as("%s", new String(bytes, ISO_8859_1))
                .isEqualTo(Wire.heardOf(bytes));
    }

    /// Some bytes replaced, put in, left out or written twice.
    private static byte[] damaged(byte[] sound, RandomGenerator random) {
        String strange = "\r\n\t\0 :;,\"chunked0123456789abcdefx\u00ff\u007f";
        var bytes = new StringBuilder(new String(sound, ISO_8859_1));
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length());
            char c = strange.charAt(random.nextInt(strange.length()));
            switch (random.nextInt(4)) {
                case 0 -> bytes.setCharAt(at, c);
                case 1 -> bytes.insert(at, c);
                case 2 -> bytes.deleteCharAt(at);
                default -> bytes.insert(at, bytes.substring(at, Math.min(at + 9, bytes.length())));
            }
        }
        return bytes.toString().getBytes(ISO_8859_1);
    }
}
