package io.penstock.quickstart.cli;

/** What the process tells its caller. */
enum ExitCode {
    /** Everything published is in each store exactly once. */
    EXACTLY_ONCE(0),
    /** Something is missing or duplicated. */
    NOT_EXACTLY_ONCE(1),
    /** The command line is wrong. */
    USAGE(2),
    /** The pipeline could not be started, or not be asked. */
    FAILED(3),
    /** Ended by Ctrl-C before anything was published. */
    INTERRUPTED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
