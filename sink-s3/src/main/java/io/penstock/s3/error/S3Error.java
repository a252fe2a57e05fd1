package io.penstock.s3.error;

import io.penstock.common.error.ErrorCode;

/** The failures of the S3 sink: {@code PEN-4xx}. */
public enum S3Error implements ErrorCode {
    STORE_UNAVAILABLE(
            "PEN-401",
            "The store does not answer, or asks to slow down.",
            "Wait; where it goes on, look at store.url, s3.region, the network and the store itself. Where the task has ended by it, restart the task."),
    ACCESS_DENIED(
            "PEN-402",
            "The store refuses the credentials or the action.",
            "Check the source of the credentials, or grant the IAM action that the message names."),
    NO_BUCKET("PEN-403", "The bucket does not exist.", "Create the bucket, or correct s3.bucket.name and s3.region."),
    REQUEST_REFUSED(
            "PEN-404",
            "The store refuses a request for good.",
            "Read the store's answer in the message; s3.region, s3.path.style and store.url are the usual reasons."),
    NO_CONDITIONAL_PUT(
            "PEN-410",
            "The store ignores or refuses If-None-Match on PutObject, so that nothing can fence a zombie.",
            "Use a store that honours it, or set delivery.guarantee=at_least_once."),
    OBJECT_EXISTS(
            "PEN-411",
            "An object that was not written by this batch stands at its key.",
            "The message says whose it is. This connector's under a former name: set ledger.id to what it was, by default that name, and the sink"
                    + " goes on where it stood. Another connector's: set another topics.dir, and a new ledger.id, since the commit record holds the key; the"
                    + " sink begins where the consumer group stands. Its own, whose commit records are gone: set a new ledger.id, and the offset to where"
                    + " those objects end (PATCH /connectors/<name>/offsets). Another topic's, where a transform gives several one name: put"
                    + " ${source.topic} into file.name.template, and move the object to another name. Nobody's: move it away. Then restart the task."),
    UPLOAD_LOST(
            "PEN-412",
            "A committed upload is gone from the store and its object is not there.",
            "Exclude topics.dir from lifecycle rules for incomplete uploads; to write the range again, set the"
                    + " connector's offsets by REST (PATCH /connectors/<name>/offsets)."),
    BROKEN_ELEMENT(
            "PEN-413",
            "A commit record cannot be read.",
            "Restore the object named in the message; never edit or delete what is under _penstock/."),
    OFFSETS_RESET(
            "PEN-414",
            "The offsets were deleted while the task was running.",
            "Restart the task; stop the connector before its offsets are changed."),
    NOT_JSON(
            "PEN-420",
            "A record's value has no form in JSON.",
            "Correct the record's producer, or transform the value."),
    RECORD_TOO_LARGE(
            "PEN-421",
            "A record is larger than the buffer allows.",
            "Raise buffer.memory.bytes: one record may take a quarter of it, with format=parquet a"
                    + " sixteenth, or half of parquet.row.group.bytes where that is set."),
    NULL_VALUE(
            "PEN-422",
            "A record has no value, and behavior.on.null.values does not ignore it.",
            "Set behavior.on.null.values=ignore, or stop tombstones from coming."),
    KEY_UNUSABLE(
            "PEN-423",
            "A record's topic, as a transform has named it, or its path makes an object key that cannot be used.",
            "Correct the transform, use ${source.topic} in file.name.template, or fields with short values for paths."),
    PATH_VALUE(
            "PEN-424",
            "A record has a value that its object's path cannot be made of.",
            "Name a field with a single value in partition.field.name or path.template, and one with a moment in"
                    + " timestamp.field (of plain numbers timestamp.field.unit is the unit); where it is the record's own timestamp, timestamp.extractor=recordfield or wallclock does without; or"
                    + " correct the record's producer."),
    NO_FORM(
            "PEN-425",
            "A record's value, or its schema, has no form in the file format.",
            "Choose another format or converter, transform the value, or correct the record's producer."),
    SPILL_UNREADABLE(
            "PEN-426",
            "The disk of buffer.spill.dir does not give back the bytes of open files that were spilled to it.",
            "Check that disk, or take the key out, and restart the task: what was not committed is read from Kafka again."),
    NOT_REPLAYABLE(
            "PEN-430",
            "An object of an archive cannot be replayed.",
            "Restore what was written with envelope=full and format=jsonl or avro, by ByteArrayConverter or StringConverter; take topics out"
                    + " of restore.topics that were not."),
    ARCHIVE_CHANGED(
            "PEN-431",
            "An object of an archive is gone, or has changed, while it was replayed.",
            "Restart the task, which lists the archive anew; keep lifecycle rules and jobs away from it until the restore is done."),
    CAME_LATE(
            "PEN-432",
            "With ledger.id=none, a file came that begins below where the restore stands, and may hold records that were not restored.",
            "Restore such an archive when its sink stands still. Begin anew with an empty topic: stop the connector,"
                    + " DELETE /connectors/<name>/offsets. Or go on without what came late: stop the connector and set its"
                    + " offset by PATCH to {\"offset\": <the last one that was restored>}, without its other fields."),
    COLD_OBJECT(
            "PEN-433",
            "An object of an archive is in a storage class that cannot be read (GLACIER, DEEP_ARCHIVE).",
            "Have S3 restore the archive's objects first (RestoreObject, or a batch operation), for longer than reading them takes; then"
                    + " restart the task."),
    TOO_MANY_FILES(
            "PEN-434",
            "What a restore task must remember of an archive's files is more than restore.listing.bytes.",
            "Raise restore.listing.bytes, with room for it in the worker's heap; or share the archive out among more tasks (tasks.max), or"
                    + " restore it topic by topic (restore.topics)."),
    TOO_MUCH_OPEN(
            "PEN-435",
            "The files of an archive that are open together hold more than restore.read.bytes.",
            "Raise restore.read.bytes, with room for it in the worker's heap.");

    private final String code;
    private final String meaning;
    private final String remedy;

    S3Error(String code, String meaning, String remedy) {
        this.code = code;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
