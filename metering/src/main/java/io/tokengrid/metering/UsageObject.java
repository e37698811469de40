package io.tokengrid.metering;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads a `usage` object of the OpenAI family. Where providers have several names for one margin,
/// the one of the lowest rank that was said holds, wherever it stands in the object.
final class UsageObject {
    private static final int DETAILS = 0;

    /// `prompt_cache_hit_tokens` (DeepSeek), `cache_creation_input_tokens` beside the wholes.
    private static final int NAMED = 1;

    /// `cached_tokens` beside the wholes (Moonshot, StepFun); the sum of the writes by time.
    private static final int LAST = 2;

    private final ReportedUsage.Builder report = ReportedUsage.builder();
    private int cachedRank = Integer.MAX_VALUE;
    private int writtenRank = Integer.MAX_VALUE;
    private long written;
    private boolean writtenBroken;

    /// The parser stands on the object's start and is left on its end.
    static ReportedUsage read(JsonParser json) {
        UsageObject usage = new UsageObject();
        usage.wholes(json);
        if (usage.written != 0 && LAST < usage.writtenRank) {
            usage.report.said(Margin.CACHE_WRITE, usage.written);
        }
        if (usage.writtenBroken) {
            usage.report.unreadable(Margin.CACHE_WRITE);
        }
        return usage.report.build();
    }

    /// A figure that stands outside of the usage object, for the margin given.
    static ReportedUsage single(JsonParser json, Margin margin) {
        UsageObject usage = new UsageObject();
        usage.figure(json, margin);
        return usage.report.build();
    }

    private void wholes(JsonParser json) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "prompt_tokens" -> figure(json, Margin.INPUT);
                case "completion_tokens" -> figure(json, Margin.OUTPUT);
                case "total_tokens" -> figure(json, Margin.TOTAL);
                case "prompt_cache_hit_tokens" -> cached(json, NAMED);
                case "cached_tokens" -> cached(json, LAST);
                case "cache_creation_input_tokens" -> written(json, NAMED);
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
                case "cached_tokens" -> cached(json, DETAILS);
                case "cache_write_tokens", "cache_creation_input_tokens" -> written(json, DETAILS);
                case "cache_creation" -> writesByTime(json);
                case "audio_tokens" -> figure(json, Margin.AUDIO_INPUT);
                case "image_tokens" -> figure(json, Margin.IMAGE_INPUT);
                case "video_tokens" -> figure(json, Margin.VIDEO_INPUT);
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
            JsonToken value = json.nextToken();
            switch (name) {
                case "ephemeral_5m_input_tokens" -> {
                    if (value == JsonToken.VALUE_NUMBER_INT && isReadable(json)) {
                        written += json.getLongValue();
                    } else if (value != JsonToken.VALUE_NULL) {
                        json.skipChildren();
                        writtenBroken = true;
                    }
                }
                case "ephemeral_1h_input_tokens" -> written += figure(json, Margin.CACHE_WRITE_1H);
                default -> json.skipChildren();
            }
        }
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
                case "reasoning_tokens" -> figure(json, Margin.REASONING);
                case "audio_tokens" -> figure(json, Margin.AUDIO_OUTPUT);
                case "image_tokens" -> figure(json, Margin.IMAGE_OUTPUT);
                default -> json.skipChildren();
            }
        }
    }

    private void cached(JsonParser json, int rank) {
        if (json.currentToken() != JsonToken.VALUE_NULL && rank < cachedRank) {
            cachedRank = rank;
            figure(json, Margin.CACHED);
        } else {
            json.skipChildren();
        }
    }

    private void written(JsonParser json, int rank) {
        if (json.currentToken() != JsonToken.VALUE_NULL && rank < writtenRank) {
            writtenRank = rank;
            figure(json, Margin.CACHE_WRITE);
        } else {
            json.skipChildren();
        }
    }

    /// Notes the figure at hand, which is null (not said), a whole number, or unreadable; returns
    /// it, or 0.
    private long figure(JsonParser json, Margin margin) {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (token == JsonToken.VALUE_NUMBER_INT && isReadable(json)) {
            report.said(margin, json.getLongValue());
            return json.getLongValue();
        }
        json.skipChildren();
        report.unreadable(margin);
        return 0;
    }

    private static boolean isReadable(JsonParser json) {
        return json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && json.getLongValue() <= ReportedUsage.MAX_FIGURE
                && json.getLongValue() >= -ReportedUsage.MAX_FIGURE;
    }
}
