package io.penstock.chaos.cli;

/** What the process tells its caller. */
enum ExitCode {
    /** All that the docs promise was kept. */
    KEPT(0),
    /** Something was missing, there twice, altered, left over, or failed that must not; or no seed caught the planted bug though one at least could have. */
    BREACH(1),
    /** The command line is wrong. */
    USAGE(2),
    /** The pipeline could not be started, or not be asked, or the run did too little to prove anything. */
    FAILED(3);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
