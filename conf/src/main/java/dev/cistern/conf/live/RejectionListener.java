package dev.cistern.conf.live;

import dev.cistern.conf.load.Problem;
import java.util.List;

/** Told when a watched file was changed to something that cannot be used, and when it is good again. */
public interface RejectionListener {

    /** The files are unusable; the last good settings stay in force. Called once per distinct text; must not block. */
    void rejected(List<Problem> problems);

    /** The files can be used again. */
    void accepted();
}
