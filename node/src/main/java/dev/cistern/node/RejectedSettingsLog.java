package dev.cistern.node;

import dev.cistern.conf.live.RejectionListener;
import dev.cistern.conf.load.Problem;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that a settings file cannot be used, and when it can again. */
final class RejectedSettingsLog implements RejectionListener {
    private static final Logger log = LoggerFactory.getLogger(RejectedSettingsLog.class);

    @Override
    public void rejected(List<Problem> problems) {
        for (Problem problem : problems) {
            log.atError()
                    .addKeyValue("source", problem.source())
                    .addKeyValue("key", problem.key())
                    .addKeyValue("value", problem.value())
                    .log("settings not changed, the last good ones stay in force: {}", problem);
        }
    }

    @Override
    public void accepted() {
        log.info("settings files are good again");
    }
}
