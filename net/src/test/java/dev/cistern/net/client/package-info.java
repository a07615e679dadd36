/** Tests of the pooled HTTP client: its rules alone, and the whole of it on real sockets against peers that behave badly. */
@NullMarked
package dev.cistern.net.client;

import org.jspecify.annotations.NullMarked;
