package io.penstock.bench.cli;

/** What the process tells its caller. */
enum ExitCode {
    MEASURED(0),
    /** A run left something else behind than it should. */
    WRONG(1),
    /** The command line is wrong. */
    USAGE(2),
    /** It could not be measured. */
    FAILED(3);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
