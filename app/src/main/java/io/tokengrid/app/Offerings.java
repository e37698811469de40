package io.tokengrid.app;

import io.tokengrid.console.OfferedModel;
import io.tokengrid.gateway.Catalogue;
import io.tokengrid.gateway.Model;
import java.util.Comparator;
import java.util.List;

/// The models in force, as the console shows them.
final class Offerings {
    private Offerings() {}

    static List<OfferedModel> of(Catalogue catalogue) {
        return catalogue.models().values().stream()
                .sorted(Comparator.comparing(Model::name))
                .map(Offerings::of)
                .toList();
    }

    private static OfferedModel of(Model model) {
        return new OfferedModel(
                model.name(),
                model.maxOutput(),
                model.contextWindow(),
                model.deployments().stream()
                        .map(place ->
                                new OfferedModel.OfferedDeployment(
                                        place.provider().name(), place.model(), place.site()))
                        .toList());
    }
}
