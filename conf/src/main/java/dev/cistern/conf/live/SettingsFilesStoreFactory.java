package dev.cistern.conf.live;

import io.vertx.config.spi.ConfigStore;
import io.vertx.config.spi.ConfigStoreFactory;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** How Vert.x Config finds {@link SettingsFilesStore}; named in META-INF/services, hence public. */
public final class SettingsFilesStoreFactory implements ConfigStoreFactory {
    static final String NAME = "cistern-settings-files";

    /** For the service loader. */
    public SettingsFilesStoreFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ConfigStore create(Vertx vertx, JsonObject configuration) {
        return new SettingsFilesStore(vertx, configuration);
    }
}
