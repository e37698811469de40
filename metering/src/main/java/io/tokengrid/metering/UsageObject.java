package io.tokengrid.metering;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads a `usage` object of the OpenAI family. Where providers have several names for one margin,
/// the first one here that was said holds: `prompt_tokens_details.cached_tokens` (OpenAI and most),
/// `prompt_cache_hit_tokens` (DeepSeek), `cached_tokens` (Moonshot, StepFun).
final class UsageObject {
    private final ReportedUsage.Builder report = ReportedUsage.builder();
    private final ReportedUsage.Builder hit = ReportedUsage.builder();
    private final ReportedUsage.Builder flat = ReportedUsage.builder();
    private final ReportedUsage.Builder written = ReportedUsage.builder();
    private long fiveMinutes;
    private long oneHour;
    private boolean split;

    /// The parser stands on the object's start and is left on its end.
    static ReportedUsage read(JsonParser json) {
        UsageObject usage = new UsageObject();
        usage.wholes(json);
        if (usage.split) {
            usage.written.said(Margin.CACHE_WRITE, usage.fiveMinutes + usage.oneHour);
        }
        return usage.report
                .build()
                .withFallback(usage.hit.build())
                .withFallback(usage.flat.build())
                .withFallback(usage.written.build());
    }

    /// A figure that stands outside of the usage object, for the margin given.
    static ReportedUsage single(JsonParser json, Margin margin) {
        ReportedUsage.Builder report = ReportedUsage.builder();
        figure(json, report, margin);
        return report.build();
    }

    private void wholes(JsonParser json) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "prompt_tokens" -> figure(json, report, Margin.INPUT);
                case "completion_tokens" -> figure(json, report, Margin.OUTPUT);
                case "total_tokens" -> figure(json, report, Margin.TOTAL);
                case "prompt_cache_hit_tokens" -> figure(json, hit, Margin.CACHED);
                case "cached_tokens" -> figure(json, flat, Margin.CACHED);
                case "cache_creation_input_tokens" -> figure(json, written, Margin.CACHE_WRITE);
                case "prompt_tokens_details" -> inputParts(json);
                case "completion_tokens_details" -> outputParts(json);
                default -> json.skipChildren();
            }
        }
    }

    private void inputParts(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "cached_tokens" -> figure(json, report, Margin.CACHED);
                case "cache_write_tokens", "cache_creation_input_tokens" ->
                        figure(json, report, Margin.CACHE_WRITE);
                case "cache_creation" -> writesByTime(json);
                case "audio_tokens" -> figure(json, report, Margin.AUDIO_INPUT);
                case "image_tokens" -> figure(json, report, Margin.IMAGE_INPUT);
                case "video_tokens" -> figure(json, report, Margin.VIDEO_INPUT);
                default -> json.skipChildren();
            }
        }
    }

    private void writesByTime(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "ephemeral_5m_input_tokens" ->
                        fiveMinutes = orZero(figure(json, written, Margin.CACHE_WRITE));
                case "ephemeral_1h_input_tokens" ->
                        oneHour = orZero(figure(json, report, Margin.CACHE_WRITE_1H));
                default -> json.skipChildren();
            }
        }
        split = fiveMinutes > 0 || oneHour > 0;
    }

    private void outputParts(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "reasoning_tokens" -> figure(json, report, Margin.REASONING);
                case "audio_tokens" -> figure(json, report, Margin.AUDIO_OUTPUT);
                case "image_tokens" -> figure(json, report, Margin.IMAGE_OUTPUT);
                default -> json.skipChildren();
            }
        }
    }

    /// Notes the figure at hand, which is null (not said), a whole number, or unreadable.
    private static @Nullable Long figure(
            JsonParser json, ReportedUsage.Builder report, Margin margin) {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && Math.abs(json.getLongValue()) <= ReportedUsage.MAX_FIGURE) {
            report.said(margin, json.getLongValue());
            return json.getLongValue();
        }
        json.skipChildren();
        report.unreadable(margin);
        return null;
    }

    private static long orZero(@Nullable Long figure) {
        return figure == null ? 0 : figure;
    }
}
