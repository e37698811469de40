package io.tokengrid.gateway;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The models that clients can call. A reload replaces it; open calls keep what they started with.
///
/// @param models by name
/// @param aliases names of models by other names for them
public record Catalogue(Map<String, Model> models, Map<String, String> aliases) {
    /// Throws [IllegalArgumentException] for an alias of no model, or one that is a model's name.
    public Catalogue {
        models = Map.copyOf(models);
        aliases = Map.copyOf(aliases);
        for (var alias : aliases.entrySet()) {
            if (models.containsKey(alias.getKey()) || !models.containsKey(alias.getValue())) {
                throw new IllegalArgumentException("no alias of a model: " + alias);
            }
        }
    }

    /// Models without aliases.
    public Catalogue(Map<String, Model> models) {
        this(models, Map.of());
    }

    /// Loads the vocabularies of all models, which no event loop may wait for.
    void load() {
        models.values().forEach(model -> model.counter().load());
    }

    /// The model of a name or an alias; null if there is none.
    @Nullable Model find(String name) {
        return models.get(aliases.getOrDefault(name, name));
    }
}
