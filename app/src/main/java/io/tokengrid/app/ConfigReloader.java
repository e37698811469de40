package io.tokengrid.app;

import io.tokengrid.console.Reloader;
import io.tokengrid.metering.calibration.Learned;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Reads the configuration anew: prices, providers, models and what invoices say, and what can be
/// subscribed to change, the rest at the next start. A file that is wrong changes nothing.
final class ConfigReloader implements Reloader {
    private final Supplier<Config> reread;
    private final Learned learned;
    private final PricePublisher prices;
    private final Running running;

    ConfigReloader(
            Supplier<Config> reread, Learned learned, PricePublisher prices, Running running) {
        this.reread = reread;
        this.learned = learned;
        this.prices = prices;
        this.running = running;
    }

    @Override
    public synchronized Outcome reload() {
        try {
            Config config = reread.get();
            Offering offering = Offering.of(config, learned);
            long version = prices.publish(offering.prices());
            var before = running.gateway().catalogue();
            running.gateway().reload(offering.catalogue());
            running.configured(config);
            var changes = new ArrayList<String>();
            changes.add("Price book " + version + " is in force.");
            var names = new TreeSet<>(before.models().keySet());
            names.addAll(offering.catalogue().models().keySet());
            for (String name : names) {
                var old = before.models().get(name);
                var now = offering.catalogue().models().get(name);
                if (old == null) {
                    changes.add("Model '" + name + "' was added.");
                } else if (now == null) {
                    changes.add("Model '" + name + "' was removed.");
                }
            }
            return new Outcome.Changed(changes);
        } catch (ConfigException | CommandFailure e) {
            return new Outcome.Refused(List.of(String.valueOf(e.getMessage())));
        }
    }
}
