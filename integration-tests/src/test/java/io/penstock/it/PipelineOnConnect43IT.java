package io.penstock.it;

import io.penstock.testkit.kafka.WorkerVersion;

/** On worker 4.3.1. */
class PipelineOnConnect43IT extends PipelineSuite {

    PipelineOnConnect43IT() {
        super(WorkerVersion.V4_3_1, CommitMoment.BEFORE_ITS_ANSWER);
    }
}
