package io.tokengrid.app;

import io.tokengrid.console.OfferedModel;
import io.tokengrid.gateway.Catalogue;
import io.tokengrid.gateway.Model;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The models in force, as the console shows them.
final class Offerings {
    private Offerings() {}

    /// @param now decides where each stands in its life
    static List<OfferedModel> of(Catalogue catalogue, Instant now) {
        return catalogue.models().values().stream()
                .sorted(Comparator.comparing(Model::name))
                .map(model -> of(model, catalogue, now))
                .toList();
    }

    private static OfferedModel of(Model model, Catalogue catalogue, Instant now) {
        return new OfferedModel(
                model.name(),
                model.maxOutput(),
                model.contextWindow(),
                catalogue.aliases().entrySet().stream()
                        .filter(alias -> alias.getValue().equals(model.name()))
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList(),
                model.lifecycle().at(now),
                model.lifecycle().retires(),
                model.lifecycle().successor(),
                model.deployments().stream()
                        .map(place ->
                                new OfferedModel.OfferedDeployment(
                                        place.provider().name(), place.model(), place.site()))
                        .toList());
    }
}
