package dev.cistern.node.s3;

import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.s3.sign.Identity;

/** Who sent a request: what was proven of it, and who that is here. */
record Sender(Identity identity, Caller caller) {}
