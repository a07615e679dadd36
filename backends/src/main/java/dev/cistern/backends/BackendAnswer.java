package dev.cistern.backends;

/** What a backend says when it is asked for an object. */
public sealed interface BackendAnswer {

    /** Here it is. */
    record Found(BackendObject object, BackendBody body) implements BackendAnswer {}

    /** The caller has it already. */
    record NotModified() implements BackendAnswer {}

    /** There is none of that key. */
    record Missing() implements BackendAnswer {}
}
