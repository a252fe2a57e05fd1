package io.penstock.migrate;

/** What several S3 sinks know nothing of, and ours does by default. */
final class S3Rotation {

    private static final String BYTES_DEFAULT = "134217728";
    private static final long SMALLEST_PART = 5L * 1024 * 1024;
    private static final long OUR_BUFFER = 33_554_432;

    private S3Rotation() {}

    static void noAge(Translation to) {
        to.set(
                "file.max.age.ms",
                "31536000000",
                "there no file ends by its age alone. Lower it, if the last records of a quiet topic are not to wait.");
    }

    static void bytesToo(Translation to) {
        to.note("files end at file.max.bytes=" + BYTES_DEFAULT + " too, which there is no bound of there");
    }

    /** Our smallest part is S3's; and three parts, with Parquet six, have to fit into the buffer. */
    static void partSize(Translation to, String key, boolean parquet) {
        to.take(key).ifPresent(size -> {
            if (!size.matches("\\d{1,10}")) {
                to.decide(key, "is no number of bytes.");
                return;
            }
            long bytes = Math.max(Long.parseLong(size), SMALLEST_PART);
            to.put("s3.part.size", Long.toString(bytes));
            long buffer = (parquet ? 6 : 3) * bytes;
            if (!key.equals("s3.part.size")) {
                to.changed(key, "is s3.part.size here.");
            }
            if (buffer > OUR_BUFFER) {
                to.put("buffer.memory.bytes", Long.toString(buffer));
                to.changed(
                        key,
                        "needs buffer.memory.bytes, which bounds all open files of a task together, to be so many times as"
                                + " large. Memory is all that larger parts cost here: leave both out, if nobody asked for them.");
            }
        });
    }

    static void credentials(Translation to) {
        to.keep("aws.access.key.id", "aws.secret.access.key");
    }
}
