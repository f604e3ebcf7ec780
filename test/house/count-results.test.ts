import { expect, test } from 'vitest';
import { countResults } from '../../scripts/count-results.js';

const passing = { status: 'passed', assertionResults: [{ status: 'passed' }] };

test('passed and failed tests are counted as vitest counted them', () => {
  const failing = { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] };
  const report = { success: false, numPassedTests: 2, numFailedTests: 1, testResults: [passing, failing] };
  expect(countResults(report)).toEqual({ passed: 2, failed: 1 });
});

test('a file that could not be loaded counts as a failure', () => {
  const report = {
    success: false,
    numPassedTests: 1,
    numFailedTests: 0,
    testResults: [passing, { status: 'failed', assertionResults: [] }],
  };
  expect(countResults(report)).toEqual({ passed: 1, failed: 1 });
});

test('an error outside of any test counts as a failure', () => {
  const report = { success: false, numPassedTests: 1, numFailedTests: 0, testResults: [passing] };
  expect(countResults(report)).toEqual({ passed: 1, failed: 1 });
});

test('a clean run has no failure', () => {
  const report = { success: true, numPassedTests: 1, numFailedTests: 0, testResults: [passing] };
  expect(countResults(report)).toEqual({ passed: 1, failed: 0 });
});
