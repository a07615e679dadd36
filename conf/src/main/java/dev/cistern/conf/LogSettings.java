package dev.cistern.conf;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is logged and how.
 *
 * @param level the least severe messages that are logged; live
 * @param format how a line looks; needs a restart
 * @param accessFile where the access log goes, null when it is off; live
 */
public record LogSettings(
        LogLevel level, LogFormat format, @Nullable Path accessFile) {}
