import { expect, test } from 'vitest';
import { writeQuery } from '../../client/list-past.ts';

test('what is asked of the server is what was asked for', () => {
  expect(writeQuery({})).toBe("WorkflowType = 'operation'");
  expect(writeQuery({ cluster: 'prod', since: new Date('2026-11-01T00:00:00Z') })).toBe(
    "WorkflowType = 'operation' AND MusterCluster = 'prod' AND " +
      "(StartTime >= '2026-11-01T00:00:00.000Z' OR CloseTime >= '2026-11-01T00:00:00.000Z' OR ExecutionStatus = 'Running')",
  );
});

test.each(["prod' OR WorkflowType = 'x", '', 'a b', 'prod/beside'])('%s is no name of a cluster', (cluster) => {
  expect(() => writeQuery({ cluster })).toThrow(/is not the name of a cluster/);
});
