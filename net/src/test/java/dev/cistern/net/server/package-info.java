/** Tests of connection layer 1: its states on false time, and the whole of it on real sockets. */
@NullMarked
package dev.cistern.net.server;

import org.jspecify.annotations.NullMarked;
