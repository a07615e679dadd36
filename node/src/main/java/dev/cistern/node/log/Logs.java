package dev.cistern.node.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.cistern.conf.LogFormat;
import dev.cistern.conf.LogLevel;
import dev.cistern.conf.LogSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the node logs: to standard error, through a bounded queue, so that a slow terminal never slows an event loop. At
 * the limit of the queue, lines below WARN are dropped first, then any.
 */
public final class Logs {
    private static final int QUEUE_LINES = 4_096;
    private static final String TEXT_LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level %logger{0}: %msg%replace( [%kvp]){' \\[\\]', ''}%n";

    private Logs() {}

    /** Sets format and level; called once, before anything is logged. */
    public static void configure(LogSettings settings) {
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        loggers.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(loggers);
        console.setTarget("System.err");
        console.setEncoder(encoder(loggers, settings.format()));
        console.start();
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(loggers);
        queue.setQueueSize(QUEUE_LINES);
        queue.setNeverBlock(true);
        queue.addAppender(console);
        queue.start();
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(queue);
        setLevel(settings.level());
    }

    /** Takes effect at once. The platform's own chatter stays one level quieter. */
    public static void setLevel(LogLevel level) {
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(quieter(level));
        loggers.getLogger("dev.cistern").setLevel(Level.valueOf(level.name()));
        // Warns that the servers of one port share a gauge, which is how Vert.x means it.
        // Says every election at INFO and every reconnection at WARN; what matters of it the node says itself.
        loggers.getLogger("org.apache.ratis").setLevel(level == LogLevel.TRACE ? Level.DEBUG : Level.OFF);
        loggers.getLogger("io.micrometer").setLevel(Level.ERROR);
    }

    /** Writes what is still queued. */
    public static void flush() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static Level quieter(LogLevel level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN, INFO -> Level.WARN;
            case DEBUG -> Level.INFO;
            case TRACE -> Level.DEBUG;
        };
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext loggers, LogFormat format) {
        if (format == LogFormat.JSON) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(loggers);
            json.setWithSequenceNumber(false);
            json.setWithContext(false);
            json.setWithMessage(false);
            json.setWithFormattedMessage(true);
            json.start();
            return json;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(loggers);
        text.setPattern(TEXT_LINE);
        text.start();
        return text;
    }
}
