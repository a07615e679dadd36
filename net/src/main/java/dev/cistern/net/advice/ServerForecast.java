package dev.cistern.net.advice;

import dev.cistern.conf.ServerSettings;

/**
 * What the requests of the last five minutes would have cost in new connections with other settings of layer 1. A shorter
 * idle time can be told from the gaps between the requests of a connection. For a longer one it is not known which clients
 * whose connection was closed would have come back to it, so there are two figures.
 *
 * @param settings the settings
 * @param fewest connections admitted for every thousand requests, if every client whose connection was closed for idleness
 *     had come back in time
 * @param most the same, if none had
 * @param metClosed requests, of a thousand, whose connection was still there and would have been closed
 */
public record ServerForecast(ServerSettings settings, double fewest, double most, double metClosed) {

    /**
     * Reckons.
     *
     * @param load what was asked
     * @param now the settings that were in force
     * @param settings the settings to try
     * @return what they would have cost
     */
    public static ServerForecast of(ServerLoad load, ServerSettings now, ServerSettings settings) {
        double accepts = load.acceptsPerThousand();
        int order = settings.idleTime().compareTo(now.idleTime());
        if (order < 0) {
            double met = load.laterPerThousand(settings.idleTime());
            return new ServerForecast(settings, accepts + met, accepts + met, met);
        }
        double saved = order > 0 ? accepts * load.idleCloses() : 0;
        return new ServerForecast(settings, accepts - saved, accepts, 0);
    }
}
