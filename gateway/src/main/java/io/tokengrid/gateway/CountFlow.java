package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Exchange;
import io.tokengrid.gateway.openai.BadRequest;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.metering.PromptCount;
import io.tokengrid.metering.PromptText;
import java.util.List;

/// One count of a prompt, for a client that wants to know before it calls: with a key, free of
/// charge, asking no provider. Confined to its event loop.
final class CountFlow {
    private final Edge edge;
    private final Exchange http;
    private final CountRequest.Shape shape;
    private final Reply reply;
    private final Buffers.Share memory;

    CountFlow(Edge edge, Exchange http, CountRequest.Shape shape) {
        this.edge = edge;
        this.http = http;
        this.shape = shape;
        this.reply = new Reply(http);
        this.memory = edge.buffers().share();
    }

    void begin() {
        reply.whenGone(memory::close);
        Identity.find(
                http,
                edge,
                who -> {
                    switch (who) {
                        case Identity.Found.Barred(ApiError error) -> refuse(error);
                        case Identity.Found.Caller(KeyView key) -> receive(key);
                    }
                });
    }

    private void receive(KeyView key) {
        BodyReader.read(
                http,
                edge.options().maxBody(),
                memory::takeForRequest,
                body -> {
                    if (!edge.countIfRoom(body.length, () -> counted(key, body), this::answer)) {
                        refuse(Refusals.overloaded());
                    }
                },
                this::refuse);
    }

    /// What came of a request.
    private sealed interface Outcome {
        record Counted(Model model, PromptCount count) implements Outcome {}

        record Refused(ApiError error) implements Outcome {}
    }

    /// Long requests are read and counted off the loop.
    private Outcome counted(KeyView key, byte[] body) {
        CountRequest request;
        try {
            request = shape.read(body);
        } catch (BadRequest e) {
            return new Outcome.Refused(Refusals.invalid(e.reason(), e.param()));
        }
        Model model = edge.catalogue().find(request.model());
        if (model == null) {
            return new Outcome.Refused(Refusals.unknownModel(request.model()));
        }
        List<String> allowed = key.limits().models();
        if (!allowed.isEmpty() && !allowed.contains(model.name())) {
            return new Outcome.Refused(
                    ErrorCode.MODEL_NOT_ALLOWED.says("The API key may not use this model."));
        }
        return switch (PromptText.read(request.prompt())) {
            case PromptText.Found(PromptText text) ->
                    new Outcome.Counted(model, model.prompts().count(text));
            case PromptText.Malformed(String why) ->
                    new Outcome.Refused(
                            Refusals.invalid("The prompt cannot be read: " + why + ".", null));
        };
    }

    private void answer(Outcome outcome) {
        switch (outcome) {
            case Outcome.Refused(ApiError error) -> refuse(error);
            case Outcome.Counted(Model model, PromptCount count) -> {
                memory.close();
                reply.json(shape.answer(model, count));
            }
        }
    }

    private void refuse(ApiError error) {
        memory.close();
        switch (shape) {
            case OPENAI -> reply.error(error, null);
            case ANTHROPIC -> reply.anthropicError(error);
        }
    }
}
