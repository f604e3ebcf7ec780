import type { EngineContext, SandboxEngine } from '../engine.ts';
import { DatabendSandbox } from './databend-sandbox.ts';

export function createEngine(context: EngineContext): SandboxEngine {
  return new DatabendSandbox(context);
}
