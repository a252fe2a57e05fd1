package io.penstock.migrate;

/** What the process tells its caller; 3 is the launcher's. */
enum ExitCode {
    CARRIED_OVER(0),
    TO_DECIDE(1),
    UNUSABLE(2);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
