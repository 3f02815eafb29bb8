import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';

/** The function metrics that alarms and dashboards use, one datum per invocation. */
export interface FunctionMetrics {
  /** An invocation begins. The answer is called when it has ended, however; `failed`: with a function error. */
  began(functionName: string): (ended: { durationMs: number; failed: boolean }) => void;
}

/**
 * `Throttles` is always 0: an invocation that finds no free environment waits for one here.
 * `Duration` is in the machine's time, as timeouts are, however fast the stack's clock runs.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function createFunctionMetrics(clock: Clock, sink: MetricSink | undefined): FunctionMetrics {
  const running = new Map<string, number>();
  const emit = (FunctionName: string, metricName: string, value: number, unit: string) =>
    sink?.put({
      namespace: 'AWS/Lambda',
      metricName,
      dimensions: { FunctionName },
      value,
      unit,
      timestamp: clock.now(),
    });
  return {
    began(functionName) {
      const concurrent = (running.get(functionName) ?? 0) + 1;
      running.set(functionName, concurrent);
      emit(functionName, 'ConcurrentExecutions', concurrent, 'Count');
      return ({ durationMs, failed }) => {
        running.set(functionName, running.get(functionName)! - 1);
        emit(functionName, 'Invocations', 1, 'Count');
        emit(functionName, 'Errors', failed ? 1 : 0, 'Count');
        emit(functionName, 'Throttles', 0, 'Count');
        emit(functionName, 'Duration', durationMs, 'Milliseconds');
      };
    },
  };
}
