import { alarmRules } from './alarms.ts';
import { bucketRules } from './bucket.ts';
import { bufferRules } from './buffers.ts';
import { encryptionRules } from './encryption.ts';
import { environmentRules } from './environment.ts';
import { eventSourceMappingRules } from './event-source-mappings.ts';
import { functionRules } from './functions.ts';
import { glueTableRules } from './glue-tables.ts';
import { logRules } from './logs.ts';
import { nameRules } from './names.ts';
import { objectRules } from './objects.ts';
import { outsideRules } from './outside.ts';
import { prefixRules } from './prefixes.ts';
import { processorRules } from './processors.ts';
import { queryRules } from './queries.ts';
import { queueRules } from './queues.ts';
import { resourcePolicyRules } from './resource-policies.ts';
import { retentionRules } from './retention.ts';
import { roleRules } from './roles.ts';
import type { Rule } from './rule.ts';
import { secretRules } from './secrets.ts';
import { switchRules } from './switches.ts';
import { tableRules } from './tables.ts';
import { tagRules } from './tags.ts';
import { templateRules } from './template.ts';
import { topicRules } from './topics.ts';
import { trustRules } from './trust.ts';
import { watchedRules } from './watched.ts';

/** Every rule. A template that breaks one of `sound` is not held to the others. */
export const rules: { sound: readonly Rule[]; others: readonly Rule[] } = {
  sound: templateRules,
  others: [
    ...nameRules,
    ...tagRules,
    ...outsideRules,
    ...retentionRules,
    ...tableRules,
    ...logRules,
    ...encryptionRules,
    ...resourcePolicyRules,
    ...bucketRules,
    ...roleRules,
    ...trustRules,
    ...topicRules,
    ...queueRules,
    ...functionRules,
    ...environmentRules,
    ...eventSourceMappingRules,
    ...switchRules,
    ...prefixRules,
    ...bufferRules,
    ...processorRules,
    ...objectRules,
    ...glueTableRules,
    ...queryRules,
    ...alarmRules,
    ...watchedRules,
    ...secretRules,
  ],
};
