package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateCommandTest {
    private static final String PLAN =
            """
            id: chat
            currency: CNY
            zone: Asia/Shanghai
            anchor: 2026-11-01
            plans:
              chat:
                fee: 9.90
                allowance: { unit: token, included: 1000, at-end: overage }
                products:
                  overage: { meter: token, price: 1/3, per: 1000 }
            """;

    @TempDir private Path folder;

    private record Ran(int status, String out, String err) {}

    private Ran run(String plan, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("plan.yaml"), plan);
        var out = new StringWriter();
        var err = new StringWriter();
        String[] arguments = new String[more.length + 3];
        arguments[0] = "rate";
        arguments[1] = "--plan";
        arguments[2] = file.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        int status =
                Main.commandLine(new ByteArrayInputStream(new byte[0]))
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        return new Ran(status, out.toString(), err.toString().replace(folder.toString() + "/", ""));
    }

    private String usage(String csv) throws IOException {
        return Files.writeString(folder.resolve("usage.csv"), csv).toString();
    }

    @Test
    void lines_are_shown_exact_and_as_paid_and_then_what_is_left() throws IOException {
        String usage =
                usage(
                        """
                        at,meter,quantity,id
                        2026-11-05T10:00,token,400,first
                        2026-11-05T10:00+08:00,token,800,second
                        """);

        Ran ran = run(PLAN, "--usage", usage, "--events");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .isEqualTo(
                        """
                        == chat
                        2026-11-01 00:00 to 2026-12-01 00:00  chat  CNY
                          item            what                         exact  as paid
                          chat            fee                            9.9     9.90
                          overage         200 of token in 1 event       1/15     0.07
                          total           of all lines                299/30     9.97
                          due                                         299/30     9.97
                          cost of a unit  fees included            299/36000
                        At the end
                          item        what       exact  as paid
                          included 1  granted     1000
                          included 1  drawn       1000
                          included 1  held           0
                          included 1  expired        0
                          included 1  withdrawn      0
                          included 1  left           0
                        Events
                          item    what                  exact  as paid
                          first   from included 1         400
                          first   covered                 400
                          first   charged                   0
                          first   refused                   0
                          first   cost, fees included  299/90
                          second  from included 1         600
                          second  covered                 600
                          second  charged                 200
                          second  refused                   0
                          second  cost, fees included  299/45
                        """);
    }

    @Test
    void csv_has_one_row_for_each_figure() throws IOException {
        Ran ran = run(PLAN, "--format", "csv");

        assertThat(ran.out().lines())
                .startsWith(
                        "document,period,part,item,what,exact,rounded",
                        "chat,1,line,chat,fee,9.9,9.90",
                        "chat,1,line,overage,0 of token in 0 events,0,0.00",
                        "chat,1,sum,total,of all lines,9.9,9.90");
    }

    @Test
    void a_figure_that_does_not_come_out_is_an_error() throws IOException {
        Ran ran =
                run(
                        PLAN
                                + """
                                expect:
                                  - { item: total, rounded: 9.91 }
                                  - { item: chat, figure: fee, exact: 9.9 }
                                  - { item: nothing, exact: 1 }
                                """);

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err().lines())
                .containsExactly(
                        "chat: total: expected 9.91 as paid, is 9.90",
                        "chat: nothing: is not in the report",
                        "tokengrid rate: 2 of the expected figures did not come out",
                        "  hint: compare the report with expect in the file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "at,meter,quantity/2026-11-05,token | usage.csv:2: the line: has 2 cells under 3 names",
                "at,meter,quantity/2026-11-05,token,-5 | 'usage.csv:2: quantity: ''-5'' is not a number of 0 or more, such as 0.0006 or 1/3'",
                "at,meter,quantity/yesterday,token,5 | 'usage.csv:2: at: ''yesterday'' is not a day or a time, such as 2026-11-01, 2026-11-01T09:00 by the customer''s clock, or 2026-11-01T09:00+08:00'",
                "at,meter,quantity/,token,5 | usage.csv:2: at: is missing",
                "at,meter,quanttiy | usage.csv:1: quanttiy: is no column of usage",
                "at,meter | usage.csv:1: quantity: is missing",
                "at,meter,quantity,at | usage.csv:1: the first line: has a name twice",
                "at,meter,quantity,held/2026-11-05,token,5,4 | 'usage.csv:2: the line: is refused: 5 were used, but only 4 held'",
                "at,meter,quantity,id/2026-11-05,token,5,a/2026-11-06,token,5,a | chat: a: stands there twice",
                "at,meter,quantity/2026-12-05,token,5 | chat: line 2: is after the end of the statement",
                "at,meter,quantity/2026-11-05,token,900/2026-11-05,image,500 | chat: line 3: no product of the plan chat prices image",
            })
    void usage_that_cannot_be_rated_is_refused_by_line(String lines, String error)
            throws IOException {
        Ran ran = run(PLAN, "--usage", usage(lines.replace("/", "\n")));

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines().findFirst()).contains("tokengrid rate: " + error);
    }

    @Test
    void usage_of_a_file_belongs_to_one_document() throws IOException {
        Ran ran = run(PLAN + "---\n" + PLAN, "--usage", usage("at,meter,quantity"));

        assertThat(ran.err())
                .startsWith(
                        "tokengrid rate: usage of a file belongs to one document, and plan.yaml has 2");
    }
}
