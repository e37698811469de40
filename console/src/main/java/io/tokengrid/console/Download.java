package io.tokengrid.console;

import java.util.Map;

/// An answer that is no JSON.
///
/// @param type its media type
/// @param name of the file that it is saved as
/// @param headers besides the type and the name
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared as a record
record Download(String type, String name, Map<String, String> headers, byte[] bytes) {}
