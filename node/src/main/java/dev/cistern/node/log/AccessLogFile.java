package dev.cistern.node.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.cistern.node.http.AccessLog;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The access log in a file, which is switched on, off and to another file while the node runs. Lines go through a bounded
 * queue of 16,384; at its limit they are dropped. A file of 100 MB is renamed to {@code .1}, at most nine are kept.
 */
public final class AccessLogFile implements AccessLog {
    private static final int QUEUE_LINES = 16_384;
    private static final String FILE_SIZE = "100MB";
    private static final int FILES_KEPT = 9;

    private final LoggerContext loggers = loggerContext();
    private final Logger logger = loggers.getLogger("access");
    private volatile @Nullable AsyncAppender queue;
    private @Nullable Path file;

    private static LoggerContext loggerContext() {
        LoggerContext loggers = new LoggerContext();
        loggers.setMDCAdapter(new LogbackMDCAdapter());
        return loggers;
    }

    /**
     * Writes to another file from now on, or to none; lines already queued still go to the old one. Blocks.
     *
     * @throws IllegalArgumentException where the file cannot be written; everything stays as it was
     */
    public synchronized void writeTo(@Nullable Path next) {
        if (Objects.equals(next, file)) {
            return;
        }
        AsyncAppender old = queue;
        queue = next == null ? null : open(next);
        file = next;
        if (old != null) {
            old.stop();
        }
    }

    @Override
    public boolean isOn() {
        return queue != null;
    }

    @Override
    public void write(String line) {
        AsyncAppender current = queue;
        if (current != null) {
            current.doAppend(new LoggingEvent(AccessLogFile.class.getName(), logger, Level.INFO, line, null, null));
        }
    }

    private AsyncAppender open(Path path) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(loggers);
        appender.setFile(path.toString());
        FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
        window.setContext(loggers);
        window.setParent(appender);
        window.setFileNamePattern(path + ".%i");
        window.setMinIndex(1);
        window.setMaxIndex(FILES_KEPT);
        window.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(loggers);
        size.setMaxFileSize(FileSize.valueOf(FILE_SIZE));
        size.start();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(loggers);
        encoder.setPattern("%msg%n");
        encoder.start();
        appender.setRollingPolicy(window);
        appender.setTriggeringPolicy(size);
        appender.setEncoder(encoder);
        appender.start();
        if (!appender.isStarted()) {
            throw new IllegalArgumentException(
                    "log.access: " + path + " cannot be written; name a file in a folder that can, or off");
        }
        AsyncAppender bounded = new AsyncAppender();
        bounded.setContext(loggers);
        bounded.setQueueSize(QUEUE_LINES);
        bounded.setDiscardingThreshold(0);
        bounded.setNeverBlock(true);
        bounded.addAppender(appender);
        bounded.start();
        return bounded;
    }
}
