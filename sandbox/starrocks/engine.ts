import type { SandboxEngine } from '../engine.ts';
import { StarRocksSandbox } from './starrocks-sandbox.ts';
import type { EngineContext } from './starrocks-sandbox.ts';

export function createStarRocksEngine(context: EngineContext): SandboxEngine {
  return new StarRocksSandbox(context);
}
