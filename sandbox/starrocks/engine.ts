import type { EngineContext, SandboxEngine } from '../engine.ts';
import { StarRocksSandbox } from './starrocks-sandbox.ts';

export function createEngine(context: EngineContext): SandboxEngine {
  return new StarRocksSandbox(context);
}
