package io.tokengrid.app;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The text of a file that its user names.
final class ConfigText {
    private ConfigText() {}

    /// Throws [ConfigException] for a file that cannot be read or is no UTF-8.
    static String of(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": there is no such file", "check its name");
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": is not text in UTF-8", "save it as UTF-8");
        } catch (IOException e) {
            throw new ConfigException(
                    file + ": cannot be read", "check that it is a file and who may read it");
        }
    }
}
