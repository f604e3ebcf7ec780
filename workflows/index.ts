export { look } from './look.ts';
export { operation } from './operation.ts';
