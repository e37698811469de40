package io.tokengrid.console;

import java.nio.file.Path;

/// An answer that is a file, of any length.
///
/// @param type its media type
/// @param name that it is saved as
/// @param content is deleted when it was sent
record FileDownload(String type, String name, Path content) {}
