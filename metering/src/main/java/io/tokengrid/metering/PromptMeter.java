package io.tokengrid.metering;

import io.tokengrid.metering.calibration.Calibration;
import io.tokengrid.metering.calibration.LearnedModel;
import io.tokengrid.metering.calibration.Lesson;
import io.tokengrid.metering.media.Detail;
import io.tokengrid.metering.media.MediaCount;
import io.tokengrid.metering.media.MediaItem;
import io.tokengrid.metering.media.MediaRules;
import io.tokengrid.metering.prompt.Chat;
import io.tokengrid.metering.prompt.ChatTemplate;
import io.tokengrid.metering.prompt.PromptSize;
import io.tokengrid.metering.prompt.Utf8Text;
import io.tokengrid.units.TokenCount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts the prompts of one model. Thread-safe.
///
/// @param counter the vocabulary
/// @param template what is written around the text
/// @param media what images, sound, videos and documents cost
/// @param learned what reports have taught
public record PromptMeter(
        TokenCounter counter, ChatTemplate template, MediaRules media, LearnedModel learned) {
    /// What a byte of tools too large to be read is taken for.
    private static final int UNREAD_BYTES_PER_TOKEN = 4;

    /// Without anything learned.
    public PromptMeter(TokenCounter counter, ChatTemplate template, MediaRules media) {
        this(counter, template, media, LearnedModel.nothing());
    }

    /// The meter of a model by its name, as providers and hosts write it.
    public static PromptMeter ofModel(String model, TokenCounters counters) {
        String family = TokenCounters.familyOf(model);
        return new PromptMeter(
                counters.forFamily(family), ChatTemplate.of(model, family), MediaRules.of(model));
    }

    /// The tokens of a prompt, corrected by what was learned.
    public PromptCount count(PromptText prompt) {
        return corrected(measure(prompt));
    }

    /// What [#measure] found, corrected by what was learned.
    public PromptCount corrected(PromptMeasure measure) {
        Lesson lesson = measure.lesson();
        return lesson == null
                ? measure.count()
                : measure.count().corrected(learned.calibration(lesson.toolSet()));
    }

    /// Learns from what a provider reported for a prompt.
    public void teach(PromptMeasure measure, TokenCount reported) {
        Lesson lesson = measure.lesson();
        if (lesson != null) {
            learned.teach(lesson, reported.value());
        }
    }

    /// The tokens of a prompt, uncorrected, and what its report can teach.
    public PromptMeasure measure(PromptText prompt) {
        EstimatedCounter.Sample sample =
                counter instanceof EstimatedCounter estimated ? estimated.new Sample() : null;
        Chat chat = prompt.chat();
        PromptTally tally = new PromptTally(sample == null ? this::tokens : sample::tokens);
        long text = written(prompt, chat, tally) + chat.unreadBytes() / UNREAD_BYTES_PER_TOKEN;
        long error =
                tally.error()
                        + chat.unreadBytes()
                        + Math.ceilDiv(tally.inText() * counter.errorPermille(), 1_000);
        long inMedia = 0;
        List<MediaItem> items = prompt.media();
        for (MediaItem item : items) {
            MediaCount count = media.count(item);
            inMedia = Math.addExact(inMedia, count.tokens());
            error = Math.addExact(error, count.error());
        }
        String leftOut = leftOut(items);
        long toolSet = chat.toolSet();
        boolean exact = counter.exact() && error == 0 && leftOut == null;
        return new PromptMeasure(
                new PromptCount(
                        new TokenCount(text),
                        new TokenCount(inMedia),
                        new TokenCount(error),
                        exact ? Certainty.EXACT : Certainty.ESTIMATED,
                        leftOut),
                chat.shape(toolSet),
                items.isEmpty() && chat.unreadBytes() == 0
                        ? new Lesson(toolSet, text, sample == null ? null : sample.script())
                        : null);
    }

    /// What the input cannot exceed, without counting (exactness B3): the bytes of all text, fields
    /// unknown here included, what the template writes, and the ceiling of each image and sound,
    /// document and video.
    public InputBound bound(PromptText prompt) {
        return bound(prompt, prompt.chat(), prompt.media());
    }

    private InputBound bound(PromptText prompt, Chat chat, List<MediaItem> items) {
        String leftOut = leftOut(items);
        if (leftOut != null) {
            return new InputBound.Unbounded(leftOut);
        }
        PromptTally tally = new PromptTally((_, from, to) -> to - from);
        long text = written(prompt, chat, tally);
        return new InputBound.AtMost(
                new TokenCount(
                        Math.addExact(
                                Math.addExact(text, tally.error() + prompt.otherBytes()),
                                Math.addExact(chat.unreadBytes(), mostOf(items)))));
    }

    /// What the input cannot exceed as far as our count is right: the count with a margin for what
    /// it may be wrong by, and the bytes of what is not counted. Never more than [#bound].
    public InputBound countedBound(PromptText prompt) {
        Chat chat = prompt.chat();
        List<MediaItem> items = prompt.media();
        InputBound byBytes = bound(prompt, chat, items);
        if (!(byBytes instanceof InputBound.AtMost(TokenCount most))) {
            return byBytes;
        }
        PromptTally tally = new PromptTally(this::tokens);
        long text = written(prompt, chat, tally);
        Calibration known =
                items.isEmpty() ? learned.calibration(chat.toolSet()) : Calibration.NONE;
        long withError =
                known.usable()
                        ? Math.max(0, text + known.tokens())
                                + known.error()
                                + InputBound.LEAST_MARGIN
                        : InputBound.withMargin(text + tally.error(), counter);
        long counted =
                Math.addExact(
                        withError,
                        Math.addExact(prompt.otherBytes() + chat.unreadBytes(), mostOf(items)));
        return counted < most.value() ? new InputBound.AtMost(new TokenCount(counted)) : byBytes;
    }

    /// The most tokens of a request of this size: never less than [#bound] of it.
    ///
    /// @param images in it, wherever they stand
    public TokenCount most(PromptSize size, int images) {
        return new TokenCount(
                Math.addExact(
                        template.most().tokens(size),
                        Math.multiplyExact(images, media.image().ceiling(Detail.AUTO))));
    }

    private long tokens(byte[] utf8, int from, int to) {
        return counter.count(utf8, from, to).value();
    }

    private long written(PromptText prompt, Chat chat, PromptTally tally) {
        template.render(chat, tally);
        for (Utf8Text text : prompt.texts()) {
            tally.marks(0);
            tally.text(text);
            tally.marks(0);
        }
        return Math.addExact(tally.tokens(), prompt.tokenIds());
    }

    /// The kind of the first that cannot be counted; null if all can.
    private @Nullable String leftOut(List<MediaItem> items) {
        for (MediaItem item : items) {
            String kind = media.leftOut(item);
            if (kind != null) {
                return kind;
            }
        }
        return null;
    }

    private long mostOf(List<MediaItem> items) {
        long most = 0;
        for (MediaItem item : items) {
            most = Math.addExact(most, media.most(item));
        }
        return most;
    }
}
