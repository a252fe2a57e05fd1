package io.penstock.it;

import io.penstock.testkit.kafka.WorkerVersion;

/** On worker 3.7.2. */
class PipelineOnConnect37IT extends PipelineSuite {

    PipelineOnConnect37IT() {
        super(WorkerVersion.V3_7_2, CommitMoment.ON_ITS_WAY);
    }
}
