import type { StageParameters } from '../support/packaged.ts';

/** Each stage with what it ships with, with all that it can have, and with as little as it can. */
export const variants: [stage: 'dev' | 'prod', parameters: StageParameters][] = (['dev', 'prod'] as const).flatMap(
  (stage): [typeof stage, StageParameters][] => [
    [stage, {}],
    [
      stage,
      { accessLog: 'true', replayTransientErrors: 'true', alarmEmail: 'oncall@example.com', timeZone: 'Asia/Seoul' },
    ],
    [stage, { fanOut: 'false' }],
  ],
);
