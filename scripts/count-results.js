/** Of vitest's JSON report. A file that could not even be loaded, or an error outside of any test, is a failure too. */
export function countResults(report) {
  const passed = report.numPassedTests;
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + broken;
  return { passed, failed: failed === 0 && !report.success ? 1 : failed };
}
