package io.tokengrid.gateway;

import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.OverrunPolicy;
import io.tokengrid.storage.NodeOptions;
import io.tokengrid.storage.segment.JournalOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a [GatewayFixture] is made of. Start from [#standard()] and change what differs.
public final class GatewaySetup {
    /// A model of a test.
    ///
    /// @param input price per million tokens; null if the model has no price
    /// @param upstreams the numbers of the upstreams that serve it, in order
    public record TestModel(
            @Nullable String input,
            String output,
            long maxOutput,
            @Nullable Long contextWindow,
            @Nullable Long holdStep,
            Model.OnDisconnect onDisconnect,
            List<Integer> upstreams) {
        /// Input 1, output 2 a million tokens; 100 tokens of output; drained.
        public static TestModel standard() {
            return new TestModel("1", "2", 100, null, null, Model.OnDisconnect.DRAIN, List.of(0));
        }

        public TestModel priced(@Nullable String newInput, String newOutput) {
            return new TestModel(
                    newInput,
                    newOutput,
                    maxOutput,
                    contextWindow,
                    holdStep,
                    onDisconnect,
                    upstreams);
        }

        public TestModel maxOutput(long tokens) {
            return new TestModel(
                    input, output, tokens, contextWindow, holdStep, onDisconnect, upstreams);
        }

        public TestModel contextWindow(long tokens) {
            return new TestModel(
                    input, output, maxOutput, tokens, holdStep, onDisconnect, upstreams);
        }

        /// Streams hold so many output tokens at a time.
        public TestModel holdStep(long tokens) {
            return new TestModel(
                    input, output, maxOutput, contextWindow, tokens, onDisconnect, upstreams);
        }

        public TestModel cancelled() {
            return new TestModel(
                    input,
                    output,
                    maxOutput,
                    contextWindow,
                    holdStep,
                    Model.OnDisconnect.CANCEL,
                    upstreams);
        }

        public TestModel servedBy(Integer... numbers) {
            return new TestModel(
                    input,
                    output,
                    maxOutput,
                    contextWindow,
                    holdStep,
                    onDisconnect,
                    List.of(numbers));
        }
    }

    final Map<String, TestModel> models = new LinkedHashMap<>();
    final Map<String, Lifecycle> lifecycles = new LinkedHashMap<>();
    final Map<String, String> aliases = new LinkedHashMap<>();
    final List<String> foreign = new ArrayList<>();
    int upstreams = 1;
    Billing billing = Billing.PREPAID;
    String creditLimit = "0";
    boolean unlimited;
    String topUp = "100";
    JournalOptions journal = JournalOptions.small();
    OverrunPolicy overrun = OverrunPolicy.CHARGE;
    int waiting = NodeOptions.WAITING_PER_ACCOUNT;
    Provider.Auth auth = Provider.Auth.BEARER;
    GatewayOptions options =
            new GatewayOptions(
                    "127.0.0.1",
                    0,
                    1,
                    1 << 20,
                    256 << 20,
                    10_000,
                    10_000,
                    256,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20),
                    false,
                    new GatewayOptions.KeptAnswers(Duration.ofHours(24), 64 << 20));

    private GatewaySetup() {}

    /// One scriptable upstream, a prepaid organization with 100 CNY, and the model `demo`.
    public static GatewaySetup standard() {
        return new GatewaySetup().model("demo", TestModel.standard());
    }

    public GatewaySetup model(String name, TestModel model) {
        models.put(name, model);
        return this;
    }

    /// What is announced of a model.
    public GatewaySetup lifecycle(String model, Lifecycle life) {
        lifecycles.put(model, life);
        return this;
    }

    /// Another name of a model.
    public GatewaySetup alias(String alias, String model) {
        aliases.put(alias, model);
        return this;
    }

    /// How many scriptable upstreams there are.
    public GatewaySetup upstreams(int number) {
        upstreams = number;
        return this;
    }

    /// Upstreams that are already there; they are numbered after the scriptable ones.
    public GatewaySetup foreign(String baseUrl) {
        foreign.add(baseUrl);
        return this;
    }

    public GatewaySetup billing(Billing who) {
        billing = who;
        return this;
    }

    public GatewaySetup creditLimit(String amount) {
        creditLimit = amount;
        return this;
    }

    public GatewaySetup unlimited() {
        unlimited = true;
        return this;
    }

    /// What is in the wallet at first.
    public GatewaySetup topUp(String amount) {
        topUp = amount;
        return this;
    }

    public GatewaySetup journal(JournalOptions settings) {
        journal = settings;
        return this;
    }

    public GatewaySetup overrun(OverrunPolicy policy) {
        overrun = policy;
        return this;
    }

    /// How many calls may wait for held money.
    public GatewaySetup waiting(int calls) {
        waiting = calls;
        return this;
    }

    /// How the providers want their key.
    public GatewaySetup auth(Provider.Auth how) {
        auth = how;
        return this;
    }

    NodeOptions node() {
        return new NodeOptions(journal, overrun, waiting);
    }

    public GatewaySetup options(UnaryOperator<GatewayOptions> change) {
        options = change.apply(options);
        return this;
    }

    public GatewayFixture start() {
        return new GatewayFixture(this);
    }
}
