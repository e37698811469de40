package io.tokengrid.metering.media;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a model's media cost.
///
/// @param image of an image
/// @param sound of sound; null if no formula is known
/// @param video of a video; null if no formula is known
/// @param page of a page of a document; null if no figure is known
/// @param documented whether the provider documents the formulas, or they are told by others
public record MediaRules(
        ImageFormula image,
        @Nullable SoundFormula sound,
        @Nullable VideoFormula video,
        @Nullable PageFormula page,
        boolean documented) {

    /// A model of which nothing is known: an image costs the most that it costs anywhere, which is
    /// `gpt-4o-mini`'s.
    public static final MediaRules UNKNOWN =
            new MediaRules(new ImageFormula.Flat(48_169, 48_169), null, null, null, false);

    /// The library's limits of Qwen-VL: 4 to 16,384 cells; hosts may set others below.
    private static final long LEAST_CELLS = 4;

    private static final long MOST_CELLS = 16_384;

    /// A frame's cells in a video of Qwen-VL.
    private static final long LEAST_FRAME = 128;

    private static final long MOST_FRAME = 768;

    /// DashScope writes `<|vision_start|>` and `<|vision_end|>` around an image, and bills them.
    private static final int AROUND = 2;

    /// Beginnings of names, and what their media cost; the first fit holds. Sources: OpenAI,
    /// "Images and vision" and the calculators that follow it; Anthropic, "Vision"; Google,
    /// "Understand and count tokens"; `qwen_vl_utils` and DashScope's guides; `transformers`,
    /// `Glm4vImageProcessor`; Volcengine Ark's guide; SiliconFlow's guide.
    private static final List<Named> NAMED =
            List.of(
                    tiles("gpt-4o-mini", 2_833, 5_667),
                    tiles("gpt-4o", 85, 170),
                    tiles("chatgpt-4o", 85, 170),
                    tiles("gpt-4.5", 85, 170),
                    patches("gpt-4.1-mini", 1_536, 1_620, Integer.MAX_VALUE),
                    patches("gpt-4.1-nano", 1_536, 2_460, Integer.MAX_VALUE),
                    tiles("gpt-4.1", 85, 170),
                    tiles("gpt-4-turbo", 85, 170),
                    patches("o4-mini", 1_536, 1_720, Integer.MAX_VALUE),
                    tiles("o1", 75, 150),
                    tiles("o3", 75, 150),
                    tiles("computer-use", 65, 129),
                    patches("gpt-5-mini", 1_536, 1_620, Integer.MAX_VALUE),
                    patches("gpt-5-nano", 1_536, 2_460, Integer.MAX_VALUE),
                    patches("gpt-5.2", 1_536, 1_000, Integer.MAX_VALUE),
                    patches("gpt-5.3", 1_536, 1_000, Integer.MAX_VALUE),
                    patches("gpt-5.4", 2_500, 1_000, 2_048),
                    patches("gpt-5.5", 2_500, 1_000, 2_048),
                    tiles("gpt-5", 70, 140),
                    claude("claude-opus-4-7", 2_576, 4_683),
                    claude("claude-opus-4.7", 2_576, 4_683),
                    claude("claude", 1_568, 1_561),
                    new Named("gemini-3", google(new ImageFormula.Flat(1_120, 280), false)),
                    new Named("gemini", google(new ImageFormula.GeminiTiles(), true)),
                    new Named("gemma-3", google(new ImageFormula.Flat(256, 256), true)),
                    qwen("qwen3-vl-plus", 32, 2_560, 0),
                    qwen("qwen3-vl-flash", 32, 2_560, 0),
                    qwen("qwen3-vl", 32, MOST_CELLS, 0),
                    qwen("qwen3-omni", 32, MOST_CELLS, 12_500),
                    qwen("qwen-omni", 28, 1_280, 25_000),
                    qwen("qwen2-audio", 28, MOST_CELLS, 25_000),
                    qwen("qwen2-vl", 28, MOST_CELLS, 0),
                    qwen("qwen2.5-vl", 28, MOST_CELLS, 0),
                    qwen("qwen2.5-omni", 28, MOST_CELLS, 25_000),
                    qwen("qwen-vl", 28, 1_280, 0),
                    qwen("qvq", 28, 1_280, 0),
                    new Named("glm-4v", images(new ImageFormula.Flat(1_600, 1_600), false)),
                    new Named("glm-4.", images(glm(), true)),
                    new Named("glm-5", images(glm(), false)),
                    new Named(
                            "doubao",
                            images(new ImageFormula.PixelShare(784, 1_312, 5_120), false)),
                    new Named("deepseek-vl2", images(new ImageFormula.DeepSeekTiles(), true)));

    private record Named(String beginning, MediaRules rules) {}

    /// What the media of a model cost, told from its name as providers and hosts write it;
    /// [#UNKNOWN] if nothing fits.
    public static MediaRules of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        for (Named named : NAMED) {
            if (name.startsWith(named.beginning())) {
                return named.rules();
            }
        }
        return UNKNOWN;
    }

    /// The rules that several deployments of one model have in common; [#UNKNOWN] if they differ.
    public static MediaRules common(List<String> models) {
        List<MediaRules> rules = models.stream().map(MediaRules::of).distinct().toList();
        return rules.size() == 1 ? rules.getFirst() : UNKNOWN;
    }

    /// The most tokens of one second of sound: Gemini's 32 (Google, "Audio understanding").
    private static final long MOST_PER_SECOND = 32;

    /// The fewest bytes of one second of sound: Opus at its lowest bit rate, 6 kbit/s (RFC 6716).
    private static final long BYTES_PER_SECOND = 750;

    /// What a formula that is not documented may be wrong by: one in so many (chosen).
    private static final long ERROR_PARTS = 4;

    /// Text of a page by Anthropic ("PDF support"): 1,500 to 3,000 tokens; the page is shown as an
    /// image beside it.
    private static final long CLAUDE_PAGE_TEXT = 1_500;

    private static final long CLAUDE_PAGE_TEXT_MOST = 3_000;

    /// The kind of something that these rules cannot count; null if they can.
    public @Nullable String leftOut(MediaItem item) {
        return switch (item) {
            case MediaItem.Image _, MediaItem.Sound _ -> null;
            case MediaItem.Document(String kind, _, _) -> page == null ? kind : null;
            case MediaItem.Video(String kind, _, _, _) -> video == null ? kind : null;
            case MediaItem.Frames(String kind, _, _) ->
                    video instanceof VideoFormula.FrameGrids ? null : kind;
            case MediaItem.Open(String kind) -> kind;
        };
    }

    /// The tokens of something, as well as they can be told. What is left out counts nothing.
    public MediaCount count(MediaItem item) {
        return switch (item) {
            case MediaItem.Image(ImageSize size, Detail detail) -> {
                long tokens = size == null ? image.ceiling(detail) : image.tokens(size, detail);
                yield size == null
                        ? new MediaCount(tokens, tokens)
                        : new MediaCount(tokens, documented ? 0 : tokens / ERROR_PARTS);
            }
            case MediaItem.Sound(Duration length, long bytes) -> {
                if (length != null && sound != null) {
                    yield new MediaCount(sound.tokens(length), 0);
                }
                long most = mostOfSound(bytes);
                yield new MediaCount(most, most);
            }
            case MediaItem.Document(_, long pages, long most) when page != null -> {
                long tokens = Math.multiplyExact(pages, page.middle());
                yield new MediaCount(tokens, Math.multiplyExact(most, page.most()) - tokens);
            }
            case MediaItem.Video(_, ImageSize size, Duration length, long rate)
                    when video != null ->
                    sampled(video.tokens(size, length, rate));
            case MediaItem.Frames(_, int count, ImageSize size)
                    when video instanceof VideoFormula.FrameGrids grids ->
                    sampled(grids.tokens(count, size));
            case MediaItem.Document _, MediaItem.Video _, MediaItem.Frames _, MediaItem.Open _ ->
                    MediaCount.NONE;
        };
    }

    /// Hosts choose frames and their size in ways of their own.
    private static MediaCount sampled(long tokens) {
        return new MediaCount(tokens, Math.ceilDiv(tokens, ERROR_PARTS));
    }

    /// The most tokens that something of a bounded size can have.
    ///
    /// @throws IllegalArgumentException for what is left out
    public long most(MediaItem item) {
        return switch (item) {
            case MediaItem.Image(ImageSize size, Detail detail) ->
                    size == null || !documented
                            ? image.ceiling(detail)
                            : image.tokens(size, detail);
            case MediaItem.Sound(_, long bytes) -> mostOfSound(bytes);
            case MediaItem.Document _, MediaItem.Video _, MediaItem.Frames _, MediaItem.Open _ -> {
                if (leftOut(item) != null) {
                    throw new IllegalArgumentException(leftOut(item) + " may have any size");
                }
                MediaCount count = count(item);
                yield Math.addExact(count.tokens(), count.error());
            }
        };
    }

    private static long mostOfSound(long bytes) {
        return Math.multiplyExact(Math.ceilDiv(bytes, BYTES_PER_SECOND), MOST_PER_SECOND);
    }

    private static Named tiles(String beginning, int base, int tile) {
        return new Named(beginning, images(new ImageFormula.OpenAiTiles(base, tile), true));
    }

    private static Named patches(String beginning, int budget, int permille, int side) {
        return new Named(
                beginning, images(new ImageFormula.OpenAiPatches(budget, permille, side), true));
    }

    private static Named claude(String beginning, int side, long most) {
        return new Named(
                beginning,
                new MediaRules(
                        new ImageFormula.ClaudePatches(side, most),
                        null,
                        null,
                        new PageFormula(CLAUDE_PAGE_TEXT, CLAUDE_PAGE_TEXT_MOST + most),
                        true));
    }

    private static Named qwen(String beginning, int cell, long most, long soundPerThousand) {
        var image = new ImageFormula.PatchGrid(cell, LEAST_CELLS, most, AROUND, MOST_CELLS);
        var frame = new ImageFormula.PatchGrid(cell, LEAST_FRAME, MOST_FRAME, 0, MOST_FRAME);
        return new Named(
                beginning,
                new MediaRules(
                        image,
                        soundPerThousand == 0 ? null : new SoundFormula(soundPerThousand),
                        new VideoFormula.FrameGrids(frame),
                        null,
                        true));
    }

    /// The size test counts every image as two frames: 15,000 cells are 7,500 of one.
    private static ImageFormula.PatchGrid glm() {
        return new ImageFormula.PatchGrid(28, 8, 7_500, AROUND, 7_500);
    }

    private static MediaRules google(ImageFormula image, boolean documented) {
        return new MediaRules(
                image,
                new SoundFormula(32_000),
                new VideoFormula.PerSecond(263),
                new PageFormula(258, 258),
                documented);
    }

    private static MediaRules images(ImageFormula image, boolean documented) {
        return new MediaRules(image, null, null, null, documented);
    }
}
