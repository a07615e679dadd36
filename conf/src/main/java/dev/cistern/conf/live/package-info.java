/**
 * Settings while the node runs. {@link dev.cistern.conf.live.SettingsService} is the door: it holds what is in force,
 * takes changes one at a time, notices edits of the files, keeps overrides and the audit log on disk, and tells
 * listeners.
 *
 * <p>The road of a change: validate the whole new tree, persist the overrides, write the audit line, swap the snapshot,
 * notify the listeners, report. A change that fails before the swap changed nothing.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.conf.live;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
