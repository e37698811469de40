package io.tokengrid.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryTest {
    private record Field(
            Consumer<BinaryWriter> write, Function<BinaryReader, @Nullable Object> read) {}

    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

    @Test
    void what_is_written_is_read_back_and_nothing_is_left() {
        for (int round = 0; round < 5_000; round++) {
            var fields = new ArrayList<Field>();
            var values = new ArrayList<@Nullable Object>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                fields.add(any(values));
            }
            var out = new BinaryWriter(random.nextInt(4));
            fields.forEach(field -> field.write().accept(out));

            var in = new BinaryReader(out.buffer(), 0, out.size());
            var read = new ArrayList<@Nullable Object>();
            fields.forEach(field -> read.add(field.read().apply(in)));

            assertThat(read).as("seed %d", SEED).isEqualTo(values);
            assertThat(in.atEnd()).as("seed %d", SEED).isTrue();
        }
    }

    @Test
    void bytes_that_end_too_early_or_were_damaged_throw_nothing_but_illegal_argument() {
        for (int round = 0; round < 20_000; round++) {
            var values = new ArrayList<@Nullable Object>();
            Field field = any(values);
            var out = new BinaryWriter(16);
            field.write().accept(out);
            byte[] whole = out.toByteArray();

            byte[] cut = Arrays.copyOf(whole, random.nextInt(whole.length));
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));

            assertThatThrownBy(() -> field.read().apply(new BinaryReader(cut)))
                    .as("seed %d", SEED)
                    .isInstanceOf(IllegalArgumentException.class);
            try {
                var _ = field.read().apply(new BinaryReader(damaged));
            } catch (IllegalArgumentException expected) {
                assertThat(expected).as("seed %d", SEED).hasMessageMatching(".+");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "127, 7f",
        "128, 8001",
        "300, ac02",
        "-1, ffffffffffffffffff01",
        "9223372036854775807, ffffffffffffffff7f"
    })
    void an_unsigned_number_is_leb128(long value, String bytes) {
        assertThat(hex(new BinaryWriter(1).writeUnsigned(value))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"0, 00", "-1, 01", "1, 02", "-64, 7f", "64, 8001"})
    void a_signed_number_is_zigzag(long value, String bytes) {
        assertThat(hex(new BinaryWriter(1).writeSigned(value))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"ffffffffffffffffff02", "ffffffffffffffffff7f", "ffffffffffffffffffff01"})
    void a_number_of_more_than_64_bits_is_refused(String bytes) {
        var in = new BinaryReader(HexFormat.of().parseHex(bytes));
        assertThatThrownBy(in::readUnsigned).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_instant_beyond_the_calendar_is_refused() {
        byte[] bytes =
                new BinaryWriter(12).writeSigned(Long.MAX_VALUE).writeUnsigned(0).toByteArray();
        assertThatThrownBy(() -> new BinaryReader(bytes).readInstant())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_reader_does_not_leave_its_range() {
        byte[] bytes = {1, 2, 3};
        var in = new BinaryReader(bytes, 1, 1);
        assertThat(in.readByte()).isEqualTo(2);
        assertThatThrownBy(in::readByte).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BinaryReader(bytes, 2, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void a_digest_is_its_32_bytes_and_their_hexadecimal_digits() throws Exception {
        byte[] bytes =
                java.security.MessageDigest.getInstance("SHA-256")
                        .digest("abc".getBytes(StandardCharsets.UTF_8));
        var digest = Sha256.of(bytes);
        assertThat(digest.toBytes()).isEqualTo(bytes);
        assertThat(digest) // FIPS 180-2, appendix B.1
                .hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThatThrownBy(() -> Sha256.of(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Field any(List<@Nullable Object> values) {
        return switch (random.nextInt(11)) {
            case 0 ->
                    field(
                            values,
                            number(),
                            BinaryWriter::writeUnsigned,
                            BinaryReader::readUnsigned);
            case 1 -> field(values, number(), BinaryWriter::writeSigned, BinaryReader::readSigned);
            case 2 -> field(values, number(), BinaryWriter::writeFixed, BinaryReader::readFixed);
            case 3 ->
                    field(
                            values,
                            random.nextBoolean(),
                            BinaryWriter::writeBoolean,
                            BinaryReader::readBoolean);
            case 4 -> field(values, text(), BinaryWriter::writeString, BinaryReader::readString);
            case 5 ->
                    field(
                            values,
                            new Money(number(), number()),
                            BinaryWriter::writeMoney,
                            BinaryReader::readMoney);
            case 6 ->
                    field(
                            values,
                            Instant.ofEpochSecond(
                                    random.nextLong(
                                            -31_557_014_167_219_200L, 31_556_889_864_403_199L),
                                    random.nextInt(1_000_000_000)),
                            BinaryWriter::writeInstant,
                            BinaryReader::readInstant);
            case 7 ->
                    field(
                            values,
                            new CallId(
                                    new Position(
                                            random.nextInt() >>> 1,
                                            random.nextInt() >>> 1,
                                            number() & Long.MAX_VALUE)),
                            BinaryWriter::writeCall,
                            BinaryReader::readCall);
            case 8 ->
                    field(
                            values,
                            new Sha256(number(), number(), number(), number()),
                            BinaryWriter::writeHash,
                            BinaryReader::readHash);
            case 9 -> {
                String text = random.nextBoolean() ? null : text();
                values.add(text);
                yield new Field(
                        out -> out.writeNullableString(text), BinaryReader::readNullableString);
            }
            default -> {
                Money money = random.nextBoolean() ? null : new Money(number(), number());
                values.add(money);
                yield new Field(
                        out -> out.writeNullableMoney(money), BinaryReader::readNullableMoney);
            }
        };
    }

    private static <T> Field field(
            List<@Nullable Object> values,
            T value,
            java.util.function.BiConsumer<BinaryWriter, T> write,
            Function<BinaryReader, T> read) {
        values.add(value);
        return new Field(out -> write.accept(out, value), read::apply);
    }

    private long number() {
        return random.nextLong() >> random.nextInt(64);
    }

    private String text() {
        return random.ints(random.nextInt(20), 1, 0x10FFFF)
                .filter(c -> c < 0xD800 || c > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String hex(BinaryWriter out) {
        return HexFormat.of().formatHex(out.toByteArray());
    }
}
