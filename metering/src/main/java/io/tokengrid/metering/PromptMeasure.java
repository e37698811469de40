package io.tokengrid.metering;

import io.tokengrid.metering.calibration.Lesson;
import org.jspecify.annotations.Nullable;

/// Our count of a prompt, and what its report can teach about such counts.
///
/// @param count uncorrected
/// @param shape what a template's part depends on ([io.tokengrid.metering.prompt.Chat#shape])
/// @param lesson null where a report teaches nothing: there are images, sound or other parts whose
///   tokens differ from prompt to prompt
public record PromptMeasure(PromptCount count, long shape, @Nullable Lesson lesson) {}
