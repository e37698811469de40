package io.tokengrid.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tokengrid.gateway.openai.BadRequest;
import io.tokengrid.gateway.openai.ChatRequest;
import io.tokengrid.metering.PromptMeasure;
import io.tokengrid.metering.PromptMeter;
import io.tokengrid.metering.TokenCounters;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to read a chat of one kilobyte and to count its prompt, as a call does: 64
/// different chats in turn, each with a system's and a user's message and line breaks in them.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PromptBenchmark {
    private static final int CHATS = 64;
    private static final int BYTES = 1_024;
    private static final String[] ENGLISH = {
        "the meter of a house counts what flows through it", "in March the price changes twice",
        "every line of a bill names its source", "please explain why the total differs by 3.50",
        "nobody reads the small print, but it decides", "a list of 12 items follows below",
    };
    private static final String[] CHINESE = {
        "请用一句话说明电表的读数", "三月份的价格调整了两次", "账单上的每一行都写明来源", "为什么总额相差三块五", "没有人读小字，但它说了算", "下面列出十二项",
    };

    @Param({"qwen3-32b", "gpt-4o"})
    private String model = "qwen3-32b";

    @Param({"english", "chinese"})
    private String language = "english";

    private PromptMeter meter = PromptMeter.ofModel("qwen3-32b", TokenCounters.shipped());
    private final byte[][] bodies = new byte[CHATS][];
    private int next;

    @org.openjdk.jmh.annotations.Setup
    public void chats() {
        meter = PromptMeter.ofModel(model, TokenCounters.shipped());
        Random random = new Random(20261122);
        String[] sentences = language.equals("english") ? ENGLISH : CHINESE;
        for (int i = 0; i < CHATS; i++) {
            StringBuilder said = new StringBuilder();
            while (said.toString().getBytes(UTF_8).length < BYTES - 160) {
                said.append(sentences[random.nextInt(sentences.length)])
                        .append(random.nextInt(4) == 0 ? "\\n" : ". ");
            }
            bodies[i] =
                    ("{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Answer"
                                    + " briefly.\\nName sources.\"},{\"role\":\"user\",\"content\":\""
                                    + said
                                    + "\"}],\"max_tokens\":64,\"temperature\":0.2}")
                            .getBytes(UTF_8);
        }
    }

    @Benchmark
    public ChatRequest read() throws BadRequest {
        return ChatRequest.read(body());
    }

    @Benchmark
    public long read_and_count() throws BadRequest {
        byte[] body = body();
        ChatRequest request = ChatRequest.read(body);
        PromptMeasure measure = meter.measure(Objects.requireNonNull(request.prompt()));
        return request.choices() + meter.corrected(measure).tokens().value() + measure.shape();
    }

    private byte[] body() {
        next = (next + 1) % CHATS;
        return bodies[next];
    }
}
