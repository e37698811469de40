package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Exchange;
import io.tokengrid.gateway.openai.BadRequest;
import io.tokengrid.gateway.openai.ChatRequest;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.metering.UsageRules;
import io.tokengrid.storage.CallRequest;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a chat request asks for, measured and checked as far as that needs no ledger.
sealed interface Wish {
    /// It cannot be granted, whatever the ledger says.
    record Refused(ApiError error) implements Wish {}

    /// It is sound.
    ///
    /// @param candidates the deployments to try, in this order
    /// @param answerLimit the most output tokens of each choice
    /// @param outputCeiling the most output tokens that it can have, all choices together
    /// @param call what the node is asked to admit
    record Sound(
            ChatRequest request,
            Model model,
            List<Deployment> candidates,
            long answerLimit,
            TokenCount outputCeiling,
            CallRequest call)
            implements Wish {
        /// Whether the client may repeat it and get the same answer.
        boolean repeatable() {
            return call.claim() != null;
        }

        /// The same with another bound of its input.
        Sound withInputBound(TokenCount bound) {
            return new Sound(
                    request,
                    model,
                    candidates,
                    answerLimit,
                    outputCeiling,
                    call.withInputBound(bound));
        }

        /// The same without providers that have no price for it.
        Sound withoutProviders(List<String> unpriced) {
            return unpriced.isEmpty()
                    ? this
                    : new Sound(
                            request,
                            model,
                            candidates.stream()
                                    .filter(deployment ->
                                            !unpriced.contains(deployment.provider().name()))
                                    .toList(),
                            answerLimit,
                            outputCeiling,
                            call);
        }

        /// Whether its hold grows by steps: it begins with less than the ceiling.
        boolean stepped() {
            return call.outputBound().compareTo(outputCeiling) < 0;
        }

        /// The body for a deployment.
        byte[] bodyFor(Deployment deployment) {
            Provider provider = deployment.provider();
            String thinkingField = provider.thinkingBudget();
            var thinking =
                    thinkingField == null
                            ? null
                            : new ChatRequest.ThinkingLimit(
                                    thinkingField, model.maxThinking().value());
            return request.forProvider(
                    deployment.model(),
                    provider.limitField(),
                    answerLimit,
                    thinking,
                    provider.streamUsage());
        }

        /// What its usage is judged by.
        UsageRules rules(Deployment deployment) {
            return UsageRules.ofDialect(deployment.provider().dialect())
                    .withLimits(model.contextWindow(), outputCeiling);
        }
    }

    /// Reads a request. The checks stand in the precedence of [ErrorCode].
    static Wish of(KeyView key, byte[] body, Exchange http, Edge edge) {
        ChatRequest request;
        try {
            request = ChatRequest.read(body);
        } catch (BadRequest e) {
            return new Refused(Refusals.invalid(e.reason(), e.param()));
        }
        Model model = edge.catalogue().find(request.model());
        if (model == null) {
            return new Refused(Refusals.unknownModel(request.model()));
        }
        Instant now = edge.now();
        if (model.lifecycle().at(now) == Lifecycle.State.GONE) {
            return new Refused(Refusals.modelGone(model));
        }
        TokenCount input = inputBound(request, model);
        if (input == null) {
            return new Refused(Refusals.inputUnbounded());
        }
        String repeatKey = http.header("idempotency-key");
        if (repeatKey != null && !IdempotencyKeys.valid(repeatKey)) {
            return new Refused(ErrorCode.INVALID_IDEMPOTENCY_KEY.says(IdempotencyKeys.RULE));
        }
        Map<String, String> tags = Tags.parse(http.header("x-tokengrid-tags"));
        if (tags == null) {
            return new Refused(ErrorCode.INVALID_TAGS.says(Tags.RULE));
        }
        GatewayOptions options = edge.options();
        long limit = request.answerLimit(model.maxOutput().value());
        List<Deployment> candidates = edge.health().order(model.deployments(), System.nanoTime());
        LedgerFact.Claim claim =
                repeatKey == null
                        ? null
                        : new LedgerFact.Claim(
                                repeatKey,
                                Sha256.digest(body, 0, body.length),
                                now.plus(options.answers().keep()));
        TokenCount ceiling = outputBound(request, model, limit);
        var call =
                new CallRequest(
                        key.id(),
                        model.name(),
                        candidates.stream()
                                .map(deployment -> deployment.provider().name())
                                .distinct()
                                .toList(),
                        request.serviceTiers(),
                        request.stream(),
                        input,
                        firstStep(request, model, ceiling),
                        now.plus(options.deadline()),
                        Tags.withAlias(tags, request.model(), model),
                        claim);
        return new Sound(request, model, candidates, limit, ceiling, call);
    }

    /// The output tokens that are held at first: all of them, or the first step of a stream.
    private static TokenCount firstStep(ChatRequest request, Model model, TokenCount ceiling) {
        TokenCount step = model.holdStep();
        return step != null && request.stream() && step.compareTo(ceiling) < 0 ? step : ceiling;
    }

    /// The most output tokens that it can have: answers, and thinking where some provider's answer
    /// limit does not count it (exactness B2).
    private static TokenCount outputBound(ChatRequest request, Model model, long answerLimit) {
        boolean beside =
                model.deployments().stream()
                        .anyMatch(deployment -> deployment.provider().thinkingBudget() != null);
        long thinking = beside ? request.thinkingLimit(model.maxThinking().value()) : 0;
        return new TokenCount(
                Math.multiplyExact(Math.addExact(answerLimit, thinking), request.choices()));
    }

    /// The most input tokens that it can have (exactness B3); null if nothing bounds them.
    private static @Nullable TokenCount inputBound(ChatRequest request, Model model) {
        TokenCount window = model.contextWindow();
        if (request.open() != null) {
            TokenCount bound = Counts.boundOfFiles(model, request);
            return bound == null || (window != null && window.compareTo(bound) < 0)
                    ? window
                    : bound;
        }
        TokenCount bound = model.prompts().most(request.size(), request.images());
        return window != null && window.compareTo(bound) < 0 ? window : bound;
    }
}
