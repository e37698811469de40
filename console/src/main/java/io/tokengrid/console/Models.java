package io.tokengrid.console;

import java.util.List;
import java.util.function.Supplier;

/// The models that clients can call.
final class Models {
    private final Supplier<List<OfferedModel>> offered;

    Models(Supplier<List<OfferedModel>> offered) {
        this.offered = offered;
    }

    record ModelList(List<OfferedModel> models) {}

    ModelList list(Request request) {
        return new ModelList(offered.get());
    }
}
