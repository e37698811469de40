package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.console.BillDocuments.BillShape;
import io.tokengrid.console.BillDocuments.Days;
import io.tokengrid.console.BillDocuments.Reading;
import io.tokengrid.rating.bill.Bill;
import io.tokengrid.rating.bill.Bill.Attested;
import io.tokengrid.rating.bill.BillRow;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BillReaderTest {
    private static final Days OCTOBER =
            new Days(LocalDate.of(2026, 10, 1), LocalDate.of(2026, 11, 1));
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final BillProfiles PROFILES = new BillProfiles();
    private static final String DEEPSEEK =
            "user_id,utc_date,model,api_key_name,api_key,type,price,amount\n";
    private static final String GENERIC =
            """
            ---
            zone: Asia/Shanghai
            currency: CNY
            unit: thousand
            price-per: thousand
            columns:
              - { name: 日期, is: day }
              - { name: 模型, is: model }
              - { name: 计费项, is: meter }
              - { name: 用量, is: quantity }
              - { name: 单价, is: price, optional: true }
              - { name: 金额, is: amount, optional: true }
              - { name: 备注, is: skip, optional: true }
            meters:
              - { name: [输入, input], is: input }
              - { name: 输出, is: output }
              - { name: 赠送, is: skip }
            ---
            """;

    private static Reading read(String profile, byte[] file, @Nullable CurrencyCode currency) {
        return PROFILES.read(file, profile, OCTOBER, currency);
    }

    private static Bill bill(String profile, byte[] file, @Nullable CurrencyCode currency) {
        Reading reading = read(profile, file, currency);
        assertThat(reading).isInstanceOf(Reading.Right.class);
        return ((Reading.Right) reading).bill();
    }

    private static Bill bill(String profile, String file) {
        return bill(profile, file.getBytes(StandardCharsets.UTF_8), CNY);
    }

    private static String rows(Bill bill) {
        return bill.rows().stream().map(BillReaderTest::text).collect(Collectors.joining("; "));
    }

    private static String text(BillRow row) {
        return row.line()
                + " "
                + row.day()
                + " "
                + row.model()
                + " "
                + row.meter()
                + " "
                + row.quantity()
                + " at "
                + row.price()
                + " = "
                + row.amount();
    }

    private static String mistakes(String profile, String file, @Nullable CurrencyCode currency) {
        Reading reading = read(profile, file.getBytes(StandardCharsets.UTF_8), currency);
        assertThat(reading).isInstanceOf(Reading.Wrong.class);
        return ((Reading.Wrong) reading)
                .mistakes().stream()
                        .map(mistake -> mistake.line() + ": " + mistake.reason())
                        .collect(Collectors.joining("; "));
    }

    @Test
    void deepseek_has_a_row_for_each_meter_and_prices_of_one_token() {
        assertThat(
                        rows(
                                bill(
                                        "deepseek",
                                        DEEPSEEK
                                                + "u,2026-10-03,deepseek-v4-pro,k,sk-1,"
                                                + "input_cache_hit_tokens,0.000000025,54400\n"
                                                + "u,20261003,deepseek-v4-pro,k,sk-1,"
                                                + "request_count,,5\n")))
                .isEqualTo(
                        "2 2026-10-03 deepseek-v4-pro cached-input 54400 at 0.000000025 = null;"
                                + " 3 2026-10-03 deepseek-v4-pro request 5 at null = null");
    }

    @Test
    void anthropic_has_a_column_for_each_meter_and_no_money() {
        Bill bill =
                bill(
                        "anthropic",
                        "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,"
                                + "usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,"
                                + "usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,"
                                + "usage_output_tokens,web_search_count\n"
                                + "2026-10-22,claude-haiku-4-5-20251001,k,Default,standard,≤ 200k,"
                                + "50000,7,0,9,2000,0\n");

        assertThat(rows(bill))
                .isEqualTo(
                        "2 2026-10-22 claude-haiku-4-5-20251001 input 50000 at null = null;"
                                + " 2 2026-10-22 claude-haiku-4-5-20251001 cache-write 7 at null ="
                                + " null; 2 2026-10-22 claude-haiku-4-5-20251001 cached-input 9 at"
                                + " null = null; 2 2026-10-22 claude-haiku-4-5-20251001 output 2000"
                                + " at null = null");
    }

    @Test
    void openai_names_model_and_meter_in_one_and_rounds_what_is_a_binary_fraction() {
        Bill bill =
                bill(
                        "openai-costs",
                        """
                        start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item
                        1,2,2026-10-05T00:00:00+00:00,2026-10-06T00:00:00+00:00,0.0016454999999999998,usd,"gpt-5-mini, cached input"
                        1,2,2026-10-06T00:00:00+00:00,2026-10-07T00:00:00+00:00,,,
                        """
                                .getBytes(StandardCharsets.UTF_8),
                        null);

        assertThat(rows(bill))
                .isEqualTo("2 2026-10-05 gpt-5-mini cached-input null at null = 0.0016455");
        assertThat(bill.skipped()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "GB18030", "BOM"})
    void dashscope_is_read_in_any_encoding_and_other_products_are_passed_over(String encoding) {
        String file =
                """
                账单日期,产品代码,计费项,用量,用量单位,应付金额,币种,标签
                2026-10-09,bailian,qwen-max 输入token,1234.567,千tokens,12.34,CNY,"两
                行"
                2026-10-09,ecs,CPU,1,小时,320.50,CNY,
                ,,合计,,,332.84,,
                """;
        byte[] bytes =
                switch (encoding) {
                    case "BOM" -> ("\uFEFF" + file).getBytes(StandardCharsets.UTF_8);
                    default -> file.getBytes(Charset.forName(encoding));
                };

        Bill bill = bill("dashscope", bytes, null);

        assertThat(rows(bill)).isEqualTo("2 2026-10-09 qwen-max input 1234567 at null = 12.34");
        assertThat(bill.skipped()).isEqualTo(2);
        assertThat(bill.amountDigits()).isEqualTo(2);
        assertThat(bill.zone().getId()).isEqualTo("Asia/Shanghai");
        assertThat(bill.attested()).isEqualTo(Attested.SEEN_IN_PUBLIC);
    }

    @Test
    void a_generic_bill_brings_its_profile_and_lines_are_those_of_the_file() {
        Bill bill =
                bill(
                        "generic",
                        GENERIC
                                + "日期,模型,计费项,用量,单价,金额\n"
                                + "2026/10/5,qwen-plus,输入,\"1,000.5\",0.0008,0.80\n"
                                + "2026-10-06 13:00:00,qwen-plus,输出,2,,0.01\n"
                                + "2026-10-06,qwen-plus,赠送,2,,0.00\n");

        assertThat(rows(bill))
                .isEqualTo(
                        "20 2026-10-05 qwen-plus input 1000500 at 0.0000008 = 0.80;"
                                + " 21 2026-10-06 qwen-plus output 2000 at null = 0.01");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // The lines below the headings | what is said of them
                "u,2026-10-03,m,k,s,output_tokens,1,5~u,2026-10-03,m,k,s,output_tokens,1,5 | 3: is the same as line 2",
                "u,2026-10-03,m,k,s,output_tokens,1,-5 | 2: quantity '-5': a negative quantity",
                "u,2026-10-03,m,k,s,output_tokens,-1,5 | 2: price '-1': a negative price",
                "u,2026-10-03,m,k,s,output_tokens,1,5.5 | 2: quantity '5.5': no whole number of tokens or pieces",
                "u,2026-10-03,m,k,s,output_tokens,1,99999999999999999999 | 2: quantity '99999999999999999999': more than can be counted",
                "u,2026-10-03,m,k,s,output_tokens,0.0000000000000000001,5 | 2: price '0.0000000000000000001': too many digits: at most 18 after the point",
                "u,2026-10-03,m,k,s,output_tokens,zwei,5 | 2: price 'zwei': no number",
                "u,2026-09-30,m,k,s,output_tokens,1,5 | 2: 2026-09-30 is outside of the period from 2026-10-01 to 2026-10-31",
                "u,2026-11-01,m,k,s,output_tokens,1,5 | 2: 2026-11-01 is outside of the period from 2026-10-01 to 2026-10-31",
                "u,2026-02-30,m,k,s,output_tokens,1,5 | 2: day '2026-02-30': no day",
                "u,2026-10-03,m,k,s,coffee,1,5 | 2: 'coffee' is no known meter",
                "u,2026-10-03,,k,s,output_tokens,1,5 | 2: has no model",
                "u,2026-10-03,m,k,s,output_tokens,x,5~u,2026-10-03,m,k,s,output_tokens,1,-5 | 2: price 'x': no number; 3: quantity '-5': a negative quantity",
                "`` | 0: has no row of a bill",
            })
    void what_is_wrong_is_refused_with_line_and_reason(String lines, String said) {
        String file = DEEPSEEK + lines.replace('~', '\n') + "\n";

        assertThat(mistakes("deepseek", file, CNY)).isEqualTo(said);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Profile | file | what is said
                "deepseek | utc_date,model,type,price,amount,what~ | 1: column 'what' is not known",
                "deepseek | utc_date,model,type,price~ | 1: column 'amount' is missing",
                "deepseek | utc_date,model,model,type,price,amount~ | 1: column 'model' stands there twice",
                "deepseek | utc_date,model,type,price,amount~2026-10-03,m,output_tokens,1,5~ | 0: does not say its currency",
                "deepseek-cost | utc_date,model,cost,currency~2026-10-03,m,1,CNY~2026-10-04,m,1,USD~ | 3: is in USD, not in CNY",
                "deepseek-cost | utc_date,model,cost,currency~2026-10-03,m,1,XYZ~ | 2: currency 'XYZ': not a currency that is paid in",
                "deepseek-cost | utc_date,model,cost,currency~2026-10-03,m,-1,CNY~ | 2: amount '-1': a negative amount",
                "deepseek-cost | utc_date,model,cost,currency~2026-10-03,m,0.1234567890123456789,CNY~ | 2: amount '0.1234567890123456789': too many digits: at most 18 after the point",
                "deepseek-cost | utc_date,model,cost,currency~2026-10-03,m~ | 2: cannot be read",
                "deepseek-cost | utc_date,model,cost,currency~2026-10-03,`\"`m,1,CNY~ | 2: cannot be read",
                "generic | utc_date,model~ | 0: a generic bill begins with its profile between two lines of ---",
                "deepsek | utc_date~ | 0: there is no profile 'deepsek'",
            })
    void what_is_no_such_file_is_refused(String profile, String file, String said) {
        String found = mistakes(profile, file.replace('~', '\n').replace("`", ""), null);

        assertThat(found).startsWith(said.length() > 60 ? said.substring(0, 60) : said);
    }

    @Test
    void a_unit_that_is_not_known_is_refused() {
        String file = "账单日期,产品代码,计费项,用量,用量单位,应付金额\n2026-10-09,bailian,m 输入token,1,斤,1\n";

        assertThat(mistakes("dashscope", file, CNY))
                .isEqualTo("2: quantity '1': in a unit that is not known: 斤");
    }

    @Test
    void what_is_no_text_is_refused() {
        byte[] file = {'a', 0, 'b', '\n'};

        assertThat(((Reading.Wrong) read("deepseek", file, CNY)).mistakes().getFirst().reason())
                .isEqualTo("is no text in UTF-8 or GB18030");
    }

    @Test
    void a_profile_that_is_wrong_is_refused_with_its_line() {
        String file = GENERIC.replace("is: day", "is: tag") + "日期\n";

        assertThat(mistakes("generic", file, null)).startsWith("0: profile:6:");
    }

    @Test
    void twenty_mistakes_are_told_at_most() {
        var file = new StringBuilder(DEEPSEEK);
        for (int i = 0; i < 50; i++) {
            file.append("u,2026-10-03,m,k,s,output_tokens,x,").append(i).append('\n');
        }

        assertThat(mistakes("deepseek", file.toString(), CNY).split("; ")).hasSize(20);
    }

    @Test
    void every_profile_says_how_well_it_is_known_and_from_where() {
        List<BillShape> shapes = PROFILES.shapes();

        assertThat(shapes.stream().map(BillShape::name))
                .contains(
                        "deepseek",
                        "openai",
                        "anthropic",
                        "dashscope",
                        "volcengine",
                        "qianfan",
                        "generic");
        assertThat(shapes)
                .allSatisfy(shape -> {
                    assertThat(shape.title().length()).isGreaterThan(5);
                    assertThat(shape.source()).isNotEqualTo("-");
                    assertThat(shape.attested() == Attested.YOURS)
                            .isEqualTo(shape.name().equals("generic"));
                });
    }

    @Test
    void the_example_of_the_reference_is_a_profile() throws IOException {
        String example = Files.readString(Path.of("../docs/examples/bill-profile.yaml"));
        String reference = Files.readString(Path.of("../docs/reference/bill-profiles.md"));

        Bill bill =
                bill(
                        "generic",
                        "---\n"
                                + example
                                + "---\n日期,model,计费项,用量,金额,产品\n"
                                + "2026-10-05,qwen-plus,缓存命中,1.5,0.00,大模型\n"
                                + "2026-10-05,qwen-plus,缓存命中,1.5,0.00,其他\n");

        assertThat(rows(bill)).endsWith("cached-input 1500 at null = 0.00");
        assertThat(bill.skipped()).isEqualTo(1);
        assertThat(reference).contains(example);
        assertThat(PROFILES.shapes())
                .allSatisfy(shape -> assertThat(reference).contains(shape.name()));
    }

    @Test
    void a_price_of_a_million_is_that_of_a_token() {
        assertThat(BillNumbers.price("0.8", BillUnit.MILLION)).isEqualTo(Money.parse("0.0000008"));
        assertThat(BillNumbers.quantity("1.5", BillUnit.MILLION)).isEqualTo(1_500_000);
    }
}
