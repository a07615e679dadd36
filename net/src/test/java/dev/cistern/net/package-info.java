/** What the tests of several packages need. */
@NullMarked
package dev.cistern.net;

import org.jspecify.annotations.NullMarked;
