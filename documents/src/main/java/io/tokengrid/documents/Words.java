package io.tokengrid.documents;

import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.rating.invoice.Language;
import java.util.Map;

/// The words of documents in a language.
record Words(Language language) {
    private static final Map<String, String> ITEMS_EN =
            Map.ofEntries(
                    Map.entry("input", "Input tokens"),
                    Map.entry("cached-input", "Cached input tokens"),
                    Map.entry("cache-write", "Cache write tokens"),
                    Map.entry("cache-write-1h", "Cache write tokens (1 h)"),
                    Map.entry("audio-input", "Audio input tokens"),
                    Map.entry("image-input", "Image input tokens"),
                    Map.entry("video-input", "Video input tokens"),
                    Map.entry("output", "Output tokens"),
                    Map.entry("reasoning", "Reasoning tokens"),
                    Map.entry("audio-output", "Audio output tokens"),
                    Map.entry("image-output", "Image output tokens"),
                    Map.entry("image", "Images"),
                    Map.entry("second", "Seconds"),
                    Map.entry("character", "Characters"),
                    Map.entry("request", "Requests"),
                    Map.entry("tool-call", "Tool calls"),
                    Map.entry("token-second", "Token-seconds of storage"),
                    Map.entry("token-hour", "Token-hours of storage"),
                    Map.entry("waived", "Waived above the reserved amount"),
                    Map.entry("overrun", "Borne by the provider of the service"),
                    Map.entry("plan-fee", "Fee of the plan"),
                    Map.entry("adjustment", "Adjustment"));
    private static final Map<String, String> ITEMS_ZH =
            Map.ofEntries(
                    Map.entry("input", "输入 token"),
                    Map.entry("cached-input", "缓存命中输入 token"),
                    Map.entry("cache-write", "缓存写入 token"),
                    Map.entry("cache-write-1h", "缓存写入 token（1 小时）"),
                    Map.entry("audio-input", "音频输入 token"),
                    Map.entry("image-input", "图像输入 token"),
                    Map.entry("video-input", "视频输入 token"),
                    Map.entry("output", "输出 token"),
                    Map.entry("reasoning", "推理 token"),
                    Map.entry("audio-output", "音频输出 token"),
                    Map.entry("image-output", "图像输出 token"),
                    Map.entry("image", "图像"),
                    Map.entry("second", "时长"),
                    Map.entry("character", "字符"),
                    Map.entry("request", "请求"),
                    Map.entry("tool-call", "工具调用"),
                    Map.entry("token-second", "token 存储（秒）"),
                    Map.entry("token-hour", "token 存储（小时）"),
                    Map.entry("waived", "超出预留金额，免收"),
                    Map.entry("overrun", "超出余额，由服务方承担"),
                    Map.entry("plan-fee", "套餐费"),
                    Map.entry("adjustment", "调整"));
    private static final Map<String, String> UNITS_ZH =
            Map.of(
                    "image", "张",
                    "second", "秒",
                    "character", "字符",
                    "request", "次",
                    "tool-call", "次",
                    "token-second", "token·秒",
                    "token-hour", "token·小时");

    /// The English text, or the Chinese one.
    String of(String en, String zh) {
        return language == Language.EN ? en : zh;
    }

    String title(DocumentKind kind) {
        return switch (kind) {
            case INVOICE -> of("Invoice", "账单");
            case SETTLED_INVOICE -> of("Invoice, paid from balance", "账单（已由余额支付）");
            case CHARGEBACK -> of("Chargeback statement", "内部结算单");
            case CREDIT_NOTE -> of("Credit note", "贷项通知单");
        };
    }

    /// What was used.
    String item(String key) {
        String word = (language == Language.EN ? ITEMS_EN : ITEMS_ZH).get(key);
        return word != null ? word : key;
    }

    /// A unit that is no token.
    String unit(String key) {
        return language == Language.EN ? key : UNITS_ZH.getOrDefault(key, key);
    }
}
